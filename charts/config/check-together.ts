import { dsmPath, isSameName } from "./dsm-path";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Values that are right alone and wrong together. */
export function checkTogether(config: Config): Fault[] {
  return [
    keptTooShort,
    copiesInOnePlace,
    oneShare,
    foldersOfOneShare,
    archiveInFolder,
    oneDirectory,
    senderWithoutAddress,
    wireguardPort,
  ].flatMap((check) => check(config));
}

/** A copy that keeps less than the NAS brings the rest again at each run, and removes it again. */
function keptTooShort({ backup: { keepDaily, copyWeekly, copyMonthly } }: Config): Fault[] {
  const places = [
    { where: "backup.copyWeekly.keepWeeks", value: copyWeekly.keepWeeks, days: copyWeekly.keepWeeks * 7, target: copyWeekly.target },
    // The shortest month counts.
    {
      where: "backup.copyMonthly.keepMonths",
      value: copyMonthly.keepMonths,
      days: copyMonthly.keepMonths * 28,
      target: copyMonthly.target,
    },
  ];
  return places
    .filter(({ target, days }) => target !== undefined && days < keepDaily)
    .map(({ where, value }) => ({
      where,
      value,
      allowed: `at least as long as backup.keepDaily, which is ${keepDaily} days; what is older there would be copied again and removed again at each run`,
      fix: "keep the copies longer, or lower backup.keepDaily",
    }));
}

function copiesInOnePlace({ backup: { copyWeekly, copyMonthly } }: Config): Fault[] {
  const [weekly, monthly] = [copyWeekly.target, copyMonthly.target];
  if (!weekly || !monthly || weekly.host !== monthly.host || weekly.user !== monthly.user || weekly.path !== monthly.path) return [];
  return [
    {
      where: "backup.copyMonthly.target.path",
      value: monthly.path,
      allowed:
        "another place than backup.copyWeekly.target has; each copy removes what is too old for it, so the shorter one decides for both",
      fix: "name another host, account or directory for one of the two",
    },
  ];
}

function oneShare({ machines: { nas } }: Config): Fault[] {
  if (!isSameName(nas.smb.privateShare, nas.smb.businessShare)) return [];
  return [
    {
      where: "machines.nas.smb.privateShare",
      value: nas.smb.privateShare,
      allowed: `a share of its own; machines.nas.smb.businessShare has this one, and SMB tells no capital letters apart`,
      fix: "make a second share on the NAS, which only archive-private may write to, and name it here",
    },
  ];
}

function foldersOfOneShare({ machines: { nas } }: Config): Fault[] {
  const { businessDocuments, contracts } = nas.smb.directories;
  if (!isSameName(businessDocuments, contracts)) return [];
  return [
    {
      where: "machines.nas.smb.directories.contracts",
      value: contracts,
      allowed: "a folder of its own; machines.nas.smb.directories.businessDocuments lies in the same share and has this name",
      fix: "name another folder for one of the two",
    },
  ];
}

/** What a program of the VM owns, the archive's user may not write to: its jobs would fail every night. */
function archiveInFolder({ machines: { nas } }: Config): Fault[] {
  const { businessShare, privateShare, directories } = nas.smb;
  const archives = [
    { name: "businessDocuments", share: businessShare, folder: directories.businessDocuments },
    { name: "contracts", share: businessShare, folder: directories.contracts },
    { name: "privateDocuments", share: privateShare, folder: directories.privateDocuments },
  ];
  return (["backups", "mail"] as const).flatMap((key) => {
    const place = dsmPath(nas.paths[key]);
    if (!place || nas.bulk.kind !== "nfs") return [];
    const [first = ""] = place.folder.split("/");
    return archives
      .filter(({ share, folder }) => isSameName(share, place.share) && isSameName(folder, first))
      .map(({ name, folder }) => ({
        where: `machines.nas.smb.directories.${name}`,
        value: folder,
        allowed: `a folder of its own in the shared folder ${place.share}; machines.nas.paths.${key} (${nas.paths[key]}) lies in this one and belongs to a program of the VM`,
        fix: "name another folder for one of the two",
      }));
  });
}

function oneDirectory({ machines: { nas } }: Config): Fault[] {
  const [mail, backups] = [`${nas.paths.mail}/`, `${nas.paths.backups}/`];
  if (!mail.startsWith(backups) && !backups.startsWith(mail)) return [];
  return [
    {
      where: "machines.nas.paths.mail",
      value: nas.paths.mail,
      allowed: `a directory that is neither machines.nas.paths.backups (${nas.paths.backups}) nor above or below it; each side may read its own alone`,
      fix: "give mail and backups a directory each, best a share each",
    },
  ];
}

/** Some providers give the account a name of its own; a sender is an address all the same. */
function senderWithoutAddress({ mail }: Config): Fault[] {
  if (mail.from !== undefined || mail.user.includes("@")) return [];
  return [
    {
      where: "mail.from is missing",
      allowed: `one mail address, because mail.user ("${mail.user}") is none that mail could come from`,
      fix: "add the field: the address from which your provider lets the account send",
    },
  ];
}

/** UDP ports that something else on the server has: k3s's network between the nodes, and the client that gets the server's address. */
const takenPorts = new Map([
  [8472, "the network of pods between the machines (flannel)"],
  [68, "the server's DHCP client"],
  [546, "the server's DHCP client, IPv6"],
]);

function wireguardPort({ wireguard: { port } }: Config): Fault[] {
  const owner = takenPorts.get(port);
  if (owner === undefined) return [];
  return [
    {
      where: "wireguard.port",
      value: port,
      allowed: `a UDP port that nothing else has; ${owner} has this one`,
      fix: "leave the line out to get 51820, or choose a port from 1024 up",
    },
  ];
}
