import { changed } from "./set-up.mjs";

// Paperless gives one by itself to what matches it, which what sends documents abroad or says whose they are must never do.
const nothing = 0;

/** Tags, document types, storage paths: known by their names, and none is ever deleted, because documents bear them. */
export const enterNamed = async (admin, kind, called, wanted) => {
  const live = new Map((await admin.all(kind)).map((each) => [each.name.toLowerCase(), each]));
  for (const { name, onlyByHand, ...own } of wanted) {
    const found = live.get(name.toLowerCase());
    if (!found) {
      await admin.must("POST", `${kind}/`, { name, matching_algorithm: nothing, match: "", owner: null, ...own });
      changed(`added ${called} ${name}`);
      continue;
    }
    if (onlyByHand && found.matching_algorithm !== nothing) {
      await admin.must("PATCH", `${kind}/${found.id}/`, { matching_algorithm: nothing });
      changed(`mended ${called} ${name}, which Paperless would have given by itself`);
    }
    if (Object.keys(own).some((key) => found[key] !== own[key])) {
      await admin.must("PATCH", `${kind}/${found.id}/`, own);
      changed(`mended ${called} ${name}, which was another one`);
    }
  }
};
