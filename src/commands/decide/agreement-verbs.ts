import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const ratersFlags = ["config", "results", "raters", "ratedSet"] as const;
const agreementFlags = [...ratersFlags, "format", "json"] as const;
const auditFlags = [...ratersFlags, "auditLimit", "full", "auditOutput", "format", "json"] as const;
const constraintsFlags = ["config", "results", "candidates", "ratedSet", "broken", "format", "json"] as const;

export type RatersFlags = FlagsOf<typeof ratersFlags>;
export type AgreementFlags = FlagsOf<typeof agreementFlags>;
export type AuditFlags = FlagsOf<typeof auditFlags>;
export type ConstraintsFlags = FlagsOf<typeof constraintsFlags>;

export const agreementVerb = verb({
  command: "agreement",
  about: "How far judges and people who rated the same answers agree",
  flags: agreementFlags,
  examples: [
    ["agreement", "all who rated, set by set"],
    ["agreement --judges gpt-4.1 person:kiri --json", "a judge model against a person, for a script"],
  ],
  run: async (given, io) => (await import("./agreement.ts")).agreement(given, io),
});

export const auditVerb = verb({
  command: "audit",
  about: "Turns that deserve a person's eye, since their raters dispute them",
  flags: auditFlags,
  examples: [
    ["audit --limit 10 --full", "the ten most disputed, with questions, references and words"],
    ["audit --questions ja-mt-bench-v4 -o doubts.yaml", "written down as suspected errata"],
  ],
  run: async (given, io) => (await import("./audit.ts")).audit(given, io),
});

export const constraintsVerb = verb({
  command: "constraints",
  about: "What answers break of what their questions demand, decided by program",
  flags: constraintsFlags,
  examples: [
    ["constraints", "the share held, by kind and by category"],
    ["constraints --candidates my-model --broken", "every broken answer of one candidate"],
  ],
  run: async (given, io) => (await import("./constraints.ts")).constraints(given, io),
});
