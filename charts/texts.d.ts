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
declare module "*/provision-mongodb.mjs" {
  const text: string;
  export default text;
}
declare module "*/wait-for-mongodb.mjs" {
  const text: string;
  export default text;
}
declare module "*/unifi-users.mjs" {
  const text: string;
  export default text;
}
declare module "*/certificates.mjs" {
  const text: string;
  export default text;
}
declare module "*/oldest-log.mjs" {
  const text: string;
  export default text;
}
declare module "*/watch-server.mjs" {
  const text: string;
  export default text;
}
declare module "*/dump-sqlite.mjs" {
  const text: string;
  export default text;
}
