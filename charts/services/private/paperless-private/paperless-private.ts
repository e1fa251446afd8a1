import { paperless } from "../../paperless/paperless";
import { endpoints, family, gibi } from "../../vocabulary";
import { householdFolders } from "./household-folders";

export const paperlessPrivate = paperless("paperless-private", {
  side: "private",
  network: "private",
  phase: 2,
  site: "private-docs",
  gotenberg: endpoints.gotenbergPrivate,
  tika: endpoints.tikaPrivate,
  redis: endpoints.redisPrivate,
  media: gibi(14),
  personalData: [
    family(
      "letters, contracts, tax papers, medical records",
      "keeping the household's papers, for private purposes alone",
      "until the owner deletes them",
    ),
  ],
  content: { tags: householdFolders },
});
