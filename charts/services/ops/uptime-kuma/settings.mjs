import { changed } from "./set-up.mjs";

export const enterSettings = async (kuma, wanted) => {
  const { data } = await kuma.must("getSettings");
  const different = Object.keys(wanted).filter((key) => JSON.stringify(data[key]) !== JSON.stringify(wanted[key]));
  if (different.length === 0) return;
  // All of them: what is not among these falls back in memory, whatever the database has.
  await kuma.must("setSettings", { entryPage: "dashboard", ...data, ...wanted }, "");
  changed(`settings: ${different.join(", ")}`);
};
