/** What config.yaml says of what is done for a new customer. */
export const customersConfig = {
  confirmDays: 7,
  perHour: 20,
  agreement: {
    subject: "Digitale Ablage",
    purposes: "Einlesen und Aufbewahren der Unterlagen",
    data: ["Namen", "Angaben aus Rechnungen"],
    persons: ["Beschäftigte", "Kunden"],
    subprocessors: [
      { name: "Rechenzentrum & Co. KG", address: "Hallenweg 3, 10115 Berlin", does: "Betrieb des Servers", place: "Deutschland" },
    ],
    noticeDays: 31,
    breachHours: 23,
  },
};

/** A customer as a program orders him. */
export const customer = {
  name: "Kunde & Söhne AG",
  contact: "Karla van der Kunde",
  street: "Kundenweg 2",
  postcode: "20095",
  city: "Hamburg",
  mail: "karla@example.com",
  agreement: true,
};
