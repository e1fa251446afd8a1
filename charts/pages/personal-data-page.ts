import type { Config } from "../config/schema";
import { type DatabaseSet, databasesOf, isBackedUp, type VolumeSet, volumesOf } from "../facts/data-sets";
import { internalAuthority } from "../model/access/credential";
import type { Reach } from "../model/network/reach";
import type { Service } from "../model/service";
import type { Stack } from "../model/stack";
import { groupedBy } from "../values/order";
import { code, page, table } from "./markdown";

const reachWords: Readonly<Record<Reach, string>> = {
  internet: "aus dem Internet erreichbar, nur über TLS",
  vpn: "nur aus dem WireGuard-Netz erreichbar, dort über TLS",
  lan: "aus dem Heimnetz erreichbar, nur über TLS",
};

/** Notes for the register of processing activities; in German, because German authorities read it. */
export function personalDataPage(stack: Stack): string {
  const holders = stack.services.filter(({ personalData }) => personalData.length > 0);
  const volumes = groupedBy(volumesOf(stack), ({ service }) => service.name);
  const databases = groupedBy(databasesOf(stack), ({ owner }) => owner.name);
  return page(
    "Personenbezogene Daten",
    "Notizen für das Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO): welcher Dienst wessen Daten hält, wozu, wie lange, wo und wie geschützt.",
    "Die Angaben zu den einzelnen Diensten stammen aus dem Modell und stehen dort vorerst auf Englisch.",
    `Verantwortlich: Betreiber von ${stack.config.domain}, ${stack.config.contact}.`,
    "## Wessen Daten, welche, wozu, wie lange",
    table(
      ["Dienst", "betroffene Personen", "Daten", "Zweck", "Aufbewahrung"],
      holders.flatMap(({ name, personalData }) =>
        personalData.map(({ whose, what, purpose, kept }) => [name, whose, what, purpose, `${kept}`]),
      ),
    ),
    "## Wo sie liegen und wie sie geschützt sind",
    table(
      ["Dienst", "Ort", "Speicher", "Schutz"],
      holders.map((service) => {
        const own = volumes.get(service.name) ?? [];
        const granted = databases.get(service.name) ?? [];
        return [service.name, machineWords(stack, service), storesOf(own, granted), protectionOf(stack, service, [...own, ...granted])];
      }),
    ),
    `Diese Fristen gelten für die Sicherungen der Dienste, die laufen. Läuft ein Dienst nicht mehr, so bleiben seine letzten Sicherungen auf dem NAS und in den Kopien, bis ihr Ende befohlen wird: ${stack.named("forget-business")} und ${stack.named("forget-private")} melden sie jeden Tag und nennen den Befehl. Danach enden auch die Kopien außer Haus, jede nach ihrer Frist.`,
    "## Dienste ohne eigene Angaben",
    "Für diese Dienste nennt das Modell keine Personendaten; was sie im Auftrag der Dienste oben halten, steht dort:",
    stack.services
      .filter(({ personalData }) => personalData.length === 0)
      .map(({ name }) => name)
      .join(", "),
  );
}

function machineWords(stack: Stack, service: Service): string {
  const { name, germanWords } = stack.machineOf(service);
  return `${germanWords} (${name})`;
}

function storesOf(volumes: readonly VolumeSet[], databases: readonly DatabaseSet[]): string {
  return [
    ...databases.map(({ name, provider }) => `Datenbank ${code(name)} (${provider})`),
    ...volumes.map(({ name }) => `Datenträger ${code(name)}`),
  ].join("\n");
}

/** Only what the model says of this very service; nothing is promised for all at once. */
function protectionOf(stack: Stack, service: Service, sets: readonly (VolumeSet | DatabaseSet)[]): string {
  const reaches = [...new Set(service.sites.flatMap(({ reaches }) => reaches))];
  return [
    ...reaches.map((reach) => reachWords[reach]),
    ...(stack.credentialsOf(service).includes(internalAuthority) ? ["Verbindung zur Datenbank mit TLS und geprüftem Zertifikat"] : []),
    `Netz „${service.namespace.name}“: nur einzeln erlaubte Verbindungen`,
    sets.some(isBackedUp) ? backupWords(stack.config) : "keine Sicherung",
  ].join("\n");
}

function backupWords({ backup: { keepDaily, copyWeekly, copyMonthly } }: Config): string {
  return [
    `tägliche verschlüsselte Sicherung: auf dem NAS ${keepDaily} Tage aufbewahrt`,
    ...(copyWeekly.target ? [`auf dem entfernten NAS ${copyWeekly.keepWeeks} Wochen`] : []),
    ...(copyMonthly.target ? [`auf der StorageBox ${copyMonthly.keepMonths} Monate`] : []),
  ].join(", ");
}
