// All that it knows, in one file: what was answered is in it, whenever it is killed.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { monitorTable } from "./monitor-table.js";
import { Links, Table } from "./table.js";

const kinds = {
  monitor: monitorTable,
  notification: { required: { active: true, isDefault: false }, optional: { name: null, config: null } },
  status_page: {
    required: {
      slug: undefined,
      title: undefined,
      icon: undefined,
      theme: undefined,
      published: true,
      showTags: false,
      showPoweredBy: true,
      showCertificateExpiry: false,
      showOnlyLastHeartbeat: false,
    },
    optional: {
      description: null,
      autoRefreshInterval: 300,
      footerText: null,
      customCss: null,
      analyticsId: null,
      analyticsScriptUrl: null,
      analyticsType: null,
      rssTitle: null,
    },
    unique: ["slug"],
  },
  group: { required: { name: undefined, weight: 1000 }, optional: { page: null } },
  maintenance: {
    required: { title: undefined, description: undefined, active: true, strategy: "single" },
    optional: {
      startDate: null,
      endDate: null,
      startTime: null,
      endTime: null,
      weekdays: "[]",
      daysOfMonth: "[]",
      intervalDay: null,
      cron: null,
      timezone: null,
      duration: null,
    },
  },
};

export const openDatabase = (path) => {
  const content = { settings: {}, owner: undefined, domains: {}, tables: {}, links: {}, ...JSON.parse(readFileSync(path, "utf8")) };
  const table = (name) => {
    content.tables[name] ??= { next: 1, rows: {} };
    return new Table(name, content.tables[name], kinds[name]);
  };
  const [monitor, notification, page, group, maintenance] = Object.keys(kinds).map(table);
  const links = (name, from, to) => {
    content.links[name] ??= [];
    return new Links(content.links[name], from, to);
  };
  return {
    content,
    ...{ monitor, notification, page, group, maintenance },
    mails: links("mails", monitor, notification),
    shows: links("shows", group, monitor),
    covers: links("covers", maintenance, monitor),
    save: () => {
      writeFileSync(`${path}.new`, JSON.stringify(content));
      renameSync(`${path}.new`, path);
    },
  };
};
