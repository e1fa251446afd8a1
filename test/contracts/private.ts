import { type Contract, contracts } from "./images";

/** The same image with the same demands, on the private side. */
function likewise(name: string, env: Contract["env"] = {}): Contract {
  const { env: known = {}, ...rest } = contracts[name] as Contract;
  return { ...rest, env: { ...known, ...env } };
}

export const privateContracts: Readonly<Record<string, Contract>> = {
  "redis-private": likewise("redis-business"),
  "gotenberg-private": likewise("gotenberg"),
  "tika-private": likewise("tika"),
  "paperless-private": likewise("paperless-business", {
    PAPERLESS_URL: "https://private-docs.mk360.de",
    PAPERLESS_TIKA_ENDPOINT: "http://tika-private.private.svc.cluster.local:9998",
    PAPERLESS_TIKA_GOTENBERG_ENDPOINT: "http://gotenberg-private.private.svc.cluster.local:3000",
    PAPERLESS_DBNAME: "paperless_private",
    PAPERLESS_DBUSER: "paperless_private",
  }),
  // services.md 10; user 33 is Debian's www-data, under whom the variant without root runs
  roundcube: {
    user: [33, 33],
    ports: [8000],
    keeps: [],
    scratch: ["/var/www/html", "/tmp"],
    env: {
      ROUNDCUBEMAIL_DB_TYPE: "pgsql",
      ROUNDCUBEMAIL_DB_HOST: "postgres.storage.svc.cluster.local",
      ROUNDCUBEMAIL_DB_PORT: "5432",
      ROUNDCUBEMAIL_DB_NAME: "roundcube",
      ROUNDCUBEMAIL_DB_USER: "roundcube",
      ROUNDCUBEMAIL_DEFAULT_HOST: /^ssl:\/\/dovecot\.private\.svc\.cluster\.local$/,
      ROUNDCUBEMAIL_DEFAULT_PORT: "31993",
      ROUNDCUBEMAIL_SKIN: "elastic",
      ROUNDCUBEMAIL_TEMP_DIR: /^\/tmp/,
    },
    secretFiles: ["ROUNDCUBE_DB_PASSWORD_FILE", "ROUNDCUBE_DES_KEY_FILE", "ROUNDCUBE_AUTHORITY_FILE"],
    never: {
      ROUNDCUBEMAIL_DB_PASSWORD: "a value in the clear",
      ROUNDCUBEMAIL_DES_KEY: "a value in the clear",
      ROUNDCUBEMAIL_UPLOAD_MAX_FILESIZE: "is written below /usr/local, which only root may",
      ROUNDCUBEMAIL_ASPELL_DICTS: "installs packages, which only root may",
    },
    words: ["apache2-foreground", /^MaxRequestWorkers [1-7]$/],
    writesRoot: true,
    ready: { path: /^\/$/, port: 8000 },
    alive: { port: 8000 },
    startsWithin: 120,
    memory: 200,
  },
  // services.md 11, for Debian's own package: it writes a compiled copy of its settings below /tmp at each start
  dovecot: {
    user: [1000, 1000],
    ports: [31993],
    keeps: ["/state"],
    scratch: ["/run/dovecot", "/tmp"],
    mountedSecrets: [/^\/secrets\/.+\/tls\.crt$/, /^\/secrets\/.+\/tls\.key$/, /^\/secrets\/.+\/users$/],
    words: ["dovecot", "-F", "-c"],
    ready: { port: 31993 },
    memory: 64,
  },
};
