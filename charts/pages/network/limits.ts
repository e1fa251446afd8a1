/** What no NetworkPolicy can give, so that nobody believes more than is true. */
export const networkLimits: readonly string[] = [
  "**The first moment is open.** The controller in k3s (kube-router) learns of a new pod only after it has started. Until the rules stand, the pod can connect to everything. k3s does not have the switch that closes this gap.",
  "**What is connected stays connected.** The rules are asked at the start of a connection. One that was made in that moment, or before a rule was taken away, lives until one of its ends closes it; deleting the pod ends it.",
  "**The opposite happens too.** A short job may be refused before the rules that allow it stand. A job has to wait until its port answers, or try again.",
  "**The machine itself always gets in.** A process of the machine, or a pod on its network, reaches every pod of the same machine on every port. Whoever is root on a machine is inside all of its pods anyway.",
  "**Pods on the machine's network are exempt.** No policy selects a pod with `hostNetwork`, neither as source nor as destination.",
  "**Names are a way out.** Every pod that calls others by name may look names up. A program that has been taken over can hide data in the names that it asks for, and the resolver carries them to the internet. A policy sees port 53 and nothing of the names.",
  "**The internet is one place.** A policy knows addresses and not names: who may reach the internet on a port may reach all of it on that port, private ranges aside.",
  "**What is inside a connection is not seen.** Who may reach PostgreSQL may try every database. Passwords, TLS and the rights of each role are what keeps them apart.",
];
