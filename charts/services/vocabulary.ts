/** All that a service file is written with, and nothing of Kubernetes. */

export { mailboxOf } from "../config/mailbox";
export type { Fault } from "../config/refusal";
export type { Config } from "../config/schema";
export { images } from "../images";
export { type Administrator, byHand, noSecondFactor } from "../model/access/administrator";
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
} from "../model/access/credential";
export { jailOf, loginsLog, refused } from "../model/access/failed-login";
export { knownHosts, mailPassword, passphraseOf, password, pfxWithRsaKey, sshPrivateKey, token } from "../model/access/given-kind";
export { type BackupDecision, daily, notBackedUp, type Side } from "../model/backup";
export { firstName } from "../model/formerly";
export { type Dump, type Grant, type GrantKind, holdsData } from "../model/grant";
export { switchedOff } from "../model/groups";
export { type Job, type JobProps, job } from "../model/job";
export { k3sServer, k3sVolumes } from "../model/machine/k3s-paths";
export { machineNamed, machinesOf, type NamedMachine, nasVm, server } from "../model/machine/machine";
export { Mistake } from "../model/mistake";
export { type Endpoint, endpoint } from "../model/network/endpoint";
export type { Network, Phase } from "../model/network/network";
export type { Reach } from "../model/network/reach";
export type { Route } from "../model/network/route";
export { edgeOf, homeSite, publicSite, type Site, type SiteProps, vpnSite } from "../model/network/site";
export { customers, family, type PersonalData, staff } from "../model/personal-data";
export type { Context, Text } from "../model/program/context";
export type { Environment } from "../model/program/environment";
export { accepts, answers, type Check, health, runs } from "../model/program/health";
export { Program, type ProgramProps } from "../model/program/program";
export { capped, type Growth, guaranteed, type Memory, memory, share } from "../model/program/resources";
export { inMemory, type Scratch, upTo } from "../model/program/scratch";
export { root, user } from "../model/program/user";
export type { Seed } from "../model/seed";
export { type Service, type ServiceProps, service } from "../model/service";
export type { SetUp } from "../model/set-up";
export { bulk, home, hot, onlyRead } from "../model/storage/volume";
export { archiveUser } from "../model/synology/archive-user";
export { noticeDays, ownLifetime, renewalWindow, shortestPublicLifetime } from "../model/time/certificate-lifetime";
export { alone, shares } from "../model/time/lock";
export type { Watch, Watcher } from "../model/time/watch";
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
export { cores, milli } from "../values/cpu";
export { nearest } from "../values/nearest";
export { type Port, tcp, udp } from "../values/port";
export { Schedule } from "../values/schedule";
export { gibi, mebi, Size } from "../values/size";
export { days, hours, minutes, months, type Span, seconds, years } from "../values/span";
export { endpoints } from "./endpoints";
