/** All that a service file is written with, and nothing of Kubernetes. */
export type { Fault } from "../config/refusal";
export type { Config } from "../config/schema";
export { images } from "../images";
export { type BackupDecision, daily, notBackedUp, type Side } from "../model/backup";
export { noticeDays, ownLifetime, renewalWindow, shortestPublicLifetime } from "../model/certificate-lifetime";
export type { Context } from "../model/context";
export {
  argon2,
  bcrypt,
  Credential,
  type CredentialKey,
  certificate,
  composed,
  given,
  htpasswd,
  internalAuthority,
  keyPair,
  lasting,
  type Origin,
  random,
  secretPath,
  text,
} from "../model/credential";
export { type Endpoint, endpoint } from "../model/endpoint";
export type { Environment } from "../model/environment";
export { refused } from "../model/failed-login";
export { firstName } from "../model/formerly";
export { knownHosts, mailPassword, passphraseOf, password, pfxWithRsaKey, sshPrivateKey, token } from "../model/given-kind";
export { type Dump, type Grant, type GrantKind, holdsData } from "../model/grant";
export { switchedOff } from "../model/groups";
export { accepts, answers, health, runs } from "../model/health";
export { type Job, type JobProps, job } from "../model/job";
export { alone, shares } from "../model/lock";
export { machinesOf, type NamedMachine, nasVm, server } from "../model/machine";
export { Mistake } from "../model/mistake";
export type { Network, Phase } from "../model/network";
export { customers, family, type PersonalData, staff } from "../model/personal-data";
export { Program, type ProgramProps } from "../model/program";
export type { Reach } from "../model/reach";
export { capped, type Growth, guaranteed, type Memory, memory, share } from "../model/resources";
export type { Route } from "../model/route";
export { inMemory, type Scratch, upTo } from "../model/scratch";
export type { Seed } from "../model/seed";
export { type Service, type ServiceProps, service } from "../model/service";
export { edgeOf, homeSite, publicSite, type Site, type SiteProps, vpnSite } from "../model/site";
export {
  calls,
  callsSite,
  internet,
  kubernetesApi,
  nasShares,
  theServer,
  type Use,
  watchesAll,
  whereRunning,
} from "../model/use";
export { root, user } from "../model/user";
export { bulk, home, hot, onlyRead } from "../model/volume";
export type { Watch, Watcher } from "../model/watch";
export { cores, milli } from "../values/cpu";
export { tcp, udp } from "../values/port";
export { Schedule } from "../values/schedule";
export { gibi, mebi, Size } from "../values/size";
export { days, hours, minutes, months, type Span, seconds, years } from "../values/span";
export { endpoints } from "./endpoints";
