declare module "*.sh" {
  const text: string;
  export default text;
}
declare module "*.pl" {
  const text: string;
  export default text;
}
declare module "*.awk" {
  const text: string;
  export default text;
}
declare module "*.sql" {
  const text: string;
  export default text;
}
declare module "*.conf" {
  const text: string;
  export default text;
}
declare module "*/scripts/provision-mongodb.mjs" {
  const text: string;
  export default text;
}
declare module "*/scripts/wait-for-mongodb.mjs" {
  const text: string;
  export default text;
}
declare module "*/scripts/unifi-users.mjs" {
  const text: string;
  export default text;
}
declare module "*/scripts/certificates.mjs" {
  const text: string;
  export default text;
}
declare module "*/scripts/oldest-log.mjs" {
  const text: string;
  export default text;
}
declare module "*/scripts/watch-server.mjs" {
  const text: string;
  export default text;
}
declare module "*/scripts/dump-sqlite.mjs" {
  const text: string;
  export default text;
}
