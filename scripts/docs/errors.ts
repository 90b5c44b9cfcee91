import { CLI_CODES } from "../../src/cli/codes";
import { DOCTOR_CODES } from "../../src/cli/doctor/codes";
import { CONSTRUCT_CODES } from "../../src/constructs/errors";
import { ENGINE_CODES } from "../../src/engine/codes";
import { FRAMEWORK_CODES } from "../../src/framework";
import { MIRROR_CODES } from "../../src/mirror-codes";
import { type CodeEntry, MODEL_CODES } from "../../src/model";
import { DOCUMENT_CODES } from "../../src/model/policy/document-codes";
import { RESOURCE_CODES } from "../../src/resources/codes";
import { VENDOR_ERROR_CODES } from "../../src/vendors/shared/error-codes";

/** Every code that dbkill reports, in groups that a reader tells apart. */
export const CATALOGUES: readonly {
  readonly title: string;
  readonly codes: Readonly<Record<string, CodeEntry>>;
}[] = [
  { title: "Declarations", codes: MODEL_CODES },
  { title: "Policy documents", codes: DOCUMENT_CODES },
  { title: "Kills and kill tasks", codes: ENGINE_CODES },
  { title: "Resources and data sources", codes: RESOURCE_CODES },
  { title: "Vendors' APIs", codes: VENDOR_ERROR_CODES },
  {
    title: "Terraform",
    codes: Object.fromEntries(
      Object.entries(FRAMEWORK_CODES).map(([name, entry]) => [`DBKILL_${name}`, entry]),
    ),
  },
  { title: "Constructs", codes: CONSTRUCT_CODES },
  { title: "Placing the provider for Terraform", codes: MIRROR_CODES },
  { title: "Command line", codes: CLI_CODES },
  { title: "Findings of dbkill doctor", codes: DOCTOR_CODES },
];

/** `docs/errors.md`: each code with its cause and remedy. */
export function errorsPage(): string {
  const sections = CATALOGUES.map(({ title, codes }) => {
    const rows = Object.entries(codes)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(
        ([code, { cause, remedy }]) =>
          `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${cell(cause)} | ${cell(remedy)} |`,
      );
    return `## ${title}\n\n| code | cause | remedy |\n|---|---|---|\n${rows.join("\n")}`;
  });
  return `${[
    '---\npage_title: "Codes of errors and warnings"\nsubcategory: "When something goes wrong"\ndescription: |-\n  Every code that dbkill reports, with its cause and remedy.\n---',
    "<!-- Generated from the catalogues of codes by `npm run docs`. Do not edit. -->",
    "# Codes of errors and warnings",
    "Every error and warning of dbkill ends with a line `Code: ...`. Codes are stable: scripts and tests can rely on them. A vendor's error also carries the vendor's own code and request id.",
    ...sections,
  ].join("\n\n")}\n`;
}

export function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
