import { endpoint } from "../model/network/endpoint";
import { tcp } from "../values/port";

/** Where services call each other. What only the reverse proxies call stands in its own file. */
export const endpoints = {
  postgres: endpoint("postgres", "storage", tcp(5432)),
  mongodb: endpoint("mongodb", "storage", tcp(27017)),
  redisBusiness: endpoint("redis-business", "storage", tcp(6379), "redis"),
  redisPrivate: endpoint("redis-private", "storage", tcp(6379), "redis"),

  n8n: endpoint("n8n", "public", tcp(5678), "http"),
  paperlessBusiness: endpoint("paperless-business", "public", tcp(8000), "http"),
  paperlessGpt: endpoint("paperless-gpt", "public", tcp(8080), "http"),
  opensignServer: endpoint("opensign-server", "public", tcp(8080), "http"),
  invoices: endpoint("invoices", "public", tcp(8080), "http"),
  gotenberg: endpoint("gotenberg", "public", tcp(3000), "http"),
  tika: endpoint("tika", "public", tcp(9998), "http"),
  gotenbergPrivate: endpoint("gotenberg-private", "private", tcp(3000), "http"),
  tikaPrivate: endpoint("tika-private", "private", tcp(9998), "http"),
  /** IMAP over TLS, above 1024, so that it needs no right of root. */
  dovecot: endpoint("dovecot", "private", tcp(31993), "imaps"),

  caddyPublic: endpoint("caddy-public", "edge", tcp(8080), "http"),
  caddyHome: endpoint("caddy-home", "home", tcp(8080), "http"),
  unifiMongo: endpoint("unifi", "home", tcp(27017), "mongo"),
  /** Where the two ends of the tunnel meet. */
  frpsTunnel: endpoint("frps", "edge", tcp(7000), "tunnel"),
  /** Where the NAS's SMB comes out on the server. */
  frpsSmb: endpoint("frps", "edge", tcp(1445), "smb"),

  uptimeKuma: endpoint("uptime-kuma", "ops", tcp(3001), "http"),
  restServer: endpoint("rest-server", "ops", tcp(8000), "http"),
  victoriaLogs: endpoint("victoria-logs", "ops", tcp(9428), "http"),
} as const;
