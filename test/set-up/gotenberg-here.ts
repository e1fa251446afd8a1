import { type Container, podNamed } from "../support/pods";
import { onPath, type Sandbox } from "../support/real";
import { distObjects, stackOf } from "../support/stack";
import { answering } from "./answering";

export const gotenbergPrograms = {
  "Gotenberg (GOTENBERG_BIN)": process.env.GOTENBERG_BIN,
  chromium: onPath("chromium"),
  qpdf: onPath("qpdf"),
  pdftotext: onPath("pdftotext"),
};

/** The real Gotenberg with the words of its pod, until it answers at this port. */
export async function startGotenberg(box: Sandbox, port: number) {
  const pod = podNamed(distObjects(stackOf()), "gotenberg");
  const [{ args = [] }] = pod.spec.containers as [Container];
  const there = onPath("true") ?? "";
  const [, ...words] = args.map((word) => word.replace(/^--api-port=.*/, `--api-port=${port}`));
  const started = box.start(process.env.GOTENBERG_BIN ?? "", [...words, "--api-bind-ip=127.0.0.1"], {
    CHROMIUM_BIN_PATH: onPath("chromium") ?? "",
    QPDF_BIN_PATH: onPath("qpdf") ?? "",
    CHROMIUM_HYPHEN_DATA_DIR_PATH: box.folder("hyphens"),
    // What it asks for at its start and needs for no page.
    LIBREOFFICE_BIN_PATH: there,
    UNOCONVERTER_BIN_PATH: there,
    PDFTK_BIN_PATH: there,
    PDFCPU_BIN_PATH: there,
    EXIFTOOL_BIN_PATH: there,
  });
  await answering("Gotenberg", `http://127.0.0.1:${port}/health`, 60, (status) => status === 200);
  return started;
}
