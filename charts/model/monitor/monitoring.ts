import type { Machine } from "../machine/machine";
import { restartOf } from "../machine/restart";
import { noticeDays, shortestPublicLifetime } from "../time/certificate-lifetime";
import type { Monitoring } from "./monitor";
import { monitorsOf } from "./monitor-list";
import type { Watched } from "./monitors-push";

/** How long a machine and all that it runs may take to come back, volumes that wait for their key included. */
const awayFor = 30;

/** @throws Mistake when a machine could never restart. */
export function monitoringOf(stack: Watched & { readonly machines: readonly Machine[] }): Monitoring {
  const monitors = monitorsOf(stack);
  return {
    settings: { tlsExpiryNotifyDays: noticeDays(shortestPublicLifetime) },
    monitors,
    statusPage: {
      slug: "status",
      title: stack.config.domain,
      published: true,
      groups: [{ name: "Services", monitors: shownSites(stack) }],
    },
    maintenance: stack.machines.flatMap((machine) => {
      const own = monitors.filter((monitor) => monitor.machine === machine.name && monitor.type !== "push").map(({ name }) => name);
      const { day, time } = restartOf(stack, machine);
      return own.length > 0 ? [{ machine: machine.name, weekday: day, begins: time, minutes: awayFor, monitors: own }] : [];
    }),
  };
}

/** Strangers see public sites only; what lies behind the VPN and which databases there are is nobody's business. */
function shownSites({ routes }: Watched): string[] {
  return routes.filter(({ site, reach }) => site.monitored && reach === "internet").map(({ site }) => site.name);
}
