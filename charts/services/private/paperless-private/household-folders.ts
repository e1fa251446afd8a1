import type { Seed } from "../../vocabulary";

/** The numbered folders of the household's paper files, as tags: 2 and 3 are the owner's own, the others fill the row. */
export const householdFolders: readonly Seed[] = [
  { name: "1_Ausweise", holds: "Ausweise, Urkunden, Zeugnisse, Familie" },
  { name: "2_Steuer", holds: "Steuererklärungen, Bescheide, Belege für das Finanzamt" },
  { name: "3_Versicherung", holds: "Policen, Beitragsrechnungen, Schadensfälle" },
  { name: "4_Bank", holds: "Konten, Kredite, Geldanlagen, Altersvorsorge" },
  { name: "5_Wohnung", holds: "Miete oder Eigentum, Nebenkosten, Strom, Telefon" },
  { name: "6_Gesundheit", holds: "Arztbriefe, Befunde, Rechnungen, Impfungen" },
  { name: "7_Arbeit", holds: "Arbeitsverträge, Gehalt, Rentenversicherung" },
  { name: "8_Fahrzeug", holds: "Zulassung, Werkstatt, Verkehrsrecht" },
  { name: "9_Sonstiges", holds: "Garantien, Anleitungen, Vereine und alles, was sonst keinen Ordner hat" },
];
