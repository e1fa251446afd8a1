/** Where k3s keeps what is the server's; root alone may enter it. */
const folder = "/var/lib/rancher/k3s/server";

export const k3sServer = {
  folder,
  /** Of the cluster's store, made at 00:00 and 12:00; the five newest are kept. Source: k3s' documentation of its datastore. */
  snapshots: `${folder}/db/snapshots`,
  /** Where the API server writes who changed what. */
  logs: `${folder}/logs`,
} as const;

/** Where the volumes of a machine lie: k3s makes a directory for each claim there, NAMESPACE/CLAIM, on a file system of its own. */
const volumes = "/var/lib/rancher/k3s/storage";

export const k3sVolumes = {
  folder: volumes,
  /** Stays empty: whoever sees it sees how full the file system is, and no volume. */
  room: `${volumes}/.room`,
} as const;
