import type { Seed } from "../vocabulary";

/** A field that documents have besides what Paperless itself knows of them; its kind is fixed when it is made. */
export interface CustomField extends Seed {
  readonly type: "text" | "day" | "amount";
}

/** Where the files of documents lie in the archive's folder, for whoever looks there without Paperless. */
export interface StoragePath extends Seed {
  /** In Paperless' own words, such as `{{ created_year }}/{{ title }}`. */
  readonly path: string;
}

/** What an archive comes with. */
export interface ArchiveContent {
  /** Default: none. */
  readonly tags?: readonly Seed[];
  /** Default: none. */
  readonly documentTypes?: readonly Seed[];
  /** Default: none. */
  readonly customFields?: readonly CustomField[];
  /** Default: none. */
  readonly storagePaths?: readonly StoragePath[];
}
