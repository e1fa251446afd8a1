/** Which folder may import which: ARCHITECTURE.md says why. Types count too. */
const layer = (name, may) => ({
  name: `${name}-imports`,
  comment: `charts/${name} may import ${may.join(", ") || "nothing"} of ours`,
  severity: "error",
  from: { path: `^charts/${name}/` },
  to: {
    path: "^(charts|imports|main|bench|scan|test)",
    pathNot: [`^charts/${name}/`, "^charts/texts.d.ts$", ...may.map((other) => `^${other}`)],
  },
});

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphan", severity: "error", from: { orphan: true, pathNot: ["\\.d\\.ts$"] }, to: {} },
    { name: "no-unlisted-package", severity: "error", from: {}, to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] } },
    { name: "nothing-imports-main", severity: "error", from: {}, to: { path: "^main\\.ts$" } },
    layer("values", []),
    layer("config", ["charts/values/"]),
    layer("model", ["charts/values/", "charts/config/"]),
    layer("services", ["charts/values/", "charts/config/", "charts/model/", "charts/images"]),
    {
      name: "services-have-one-vocabulary",
      comment: "a service file imports all that it is written with from charts/services/vocabulary.ts",
      severity: "error",
      from: { path: "^charts/services/", pathNot: "^charts/services/(vocabulary|endpoints)\\.ts$" },
      to: { path: "^charts/(values|config|model|images)" },
    },
    layer("kit", ["charts/values/", "charts/config/", "charts/model/", "imports/"]),
    layer("hosts", ["charts/values/", "charts/config/", "charts/model/"]),
    layer("facts", ["charts/values/", "charts/config/", "charts/model/"]),
    // What customers and authorities get: contracts and registers, made from the same facts as the pages.
    layer("legal", ["charts/values/", "charts/config/", "charts/model/", "charts/facts/"]),
    {
      name: "apps-and-site-stand-alone",
      comment: "programs that strangers talk to, and the site, are built by themselves; the model knows only their images",
      severity: "error",
      from: { path: "^(apps/[^/]+|site)/" },
      to: { path: "^(charts|cli|imports|main|bench|scan|test|apps|site)", pathNot: "^$1/" },
    },
    {
      name: "nothing-imports-apps-or-site",
      severity: "error",
      from: { pathNot: "^(apps|site)/" },
      to: { path: "^(apps|site)/" },
    },
    layer("pages", ["charts/values/", "charts/config/", "charts/model/", "charts/facts/"]),
    {
      name: "only-the-command-imports-cli",
      comment: "the operator's command reads the model; nothing of the model knows that it exists",
      severity: "error",
      from: { pathNot: "^(cli|bench)/" },
      to: { path: "^cli/" },
    },
    {
      name: "judges-stand-outside",
      comment: "scan and test judge what was written; nothing that writes knows them",
      severity: "error",
      from: { path: "^(charts|cli|main)" },
      to: { path: "^(scan|test)/" },
    },
    {
      name: "topics-of-the-command-stand-alone",
      comment: "what two topics need lies in cli/cluster, cli/committed, cli/keys or cli/text; cli/commands joins them",
      severity: "error",
      from: { path: "^cli/(doctor|explain|hosts|network|restore|secrets|selftest|status|vpn|workflows)/" },
      to: { path: "^cli/(commands|doctor|explain|hosts|network|restore|secrets|selftest|status|vpn|workflows)/", pathNot: "^cli/$1/" },
    },
    {
      name: "what-topics-share-knows-none",
      severity: "error",
      from: { path: "^cli/(cluster|committed|keys|text)/" },
      to: { path: "^cli/(commands|doctor|explain|hosts|network|restore|secrets|selftest|status|vpn|workflows)/" },
    },
    layer("output", [
      "charts/values/",
      "charts/config/",
      "charts/model/",
      "charts/kit/",
      "charts/hosts/",
      "charts/facts/",
      "charts/pages/",
      "charts/legal/",
    ]),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|generated)/" },
  },
};
