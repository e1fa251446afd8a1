import { family } from "../../model/personal-data";
import { gibi } from "../../values/size";
import { paperless } from "../paperless";
import { householdFolders } from "./household-folders";

export const paperlessPrivate = paperless({
  side: "private",
  network: "private",
  phase: 2,
  site: "private-docs",
  gotenberg: "gotenberg-private",
  tika: "tika-private",
  redis: "redis-private",
  media: gibi(14),
  personalData: [
    family(
      "letters, contracts, tax papers, medical records",
      "keeping the household's papers, for private purposes alone",
      "until the owner deletes them",
    ),
  ],
  tags: householdFolders,
});
