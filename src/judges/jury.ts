import { z } from "zod";

/** `every`: each member rates every answer; `rotating`: each question has one member, the same for all candidates. */
export const juryDesigns = ["every", "rotating"] as const;
export type JuryDesign = (typeof juryDesigns)[number];

/** What becomes of a member whose maker made one of the candidates: it rates nobody of that board, or everybody and is flagged. */
const makerRules = ["leave-out", "keep"] as const;

/** Judge models that rate together under one procedure, as a judge's folder names them. */
export interface Jury {
  readonly design: JuryDesign;
  /** At least two; the order means nothing. */
  readonly members: readonly {
    /** A model as `--judge-model` takes it, or a name under `judges` of the configuration. */
    readonly name: string;
    /** Part of every rating or, of a rotating jury, of the questions; above 0, all of them together 1. */
    readonly share: number;
  }[];
  readonly makers: (typeof makerRules)[number];
}

const member = z.union([
  z.string().min(1),
  z.strictObject({ model: z.string().min(1), share: z.number().gt(0).lt(1).optional() }),
]);

const designWords = "every (each member rates every answer) or rotating (each question has one member)";

/** The part of `judge.yaml` that names several judge models in place of one. */
export const juryFields = {
  members: z.array(member).optional(),
  design: z.enum(juryDesigns, { error: `expected ${designWords}` }).optional(),
  makers: z.enum(makerRules).optional(),
};

interface JuryFile {
  readonly model?: string | undefined;
  readonly members?: readonly z.infer<typeof member>[] | undefined;
  readonly design?: JuryDesign | undefined;
  readonly makers?: Jury["makers"] | undefined;
  readonly published?: unknown;
}

/** Adds what is wrong with who rates; nothing where one model rates, or a whole jury. */
export function addJuryProblems(file: JuryFile, context: z.RefinementCtx): void {
  for (const { path, message } of juryProblems(file)) context.addIssue({ code: "custom", path: [path], message });
}

function juryProblems(file: JuryFile): { readonly path: string; readonly message: string }[] {
  const { model, members, design, makers, published } = file;
  if (members === undefined) {
    const stray = Object.entries({ design, makers }).filter(([, value]) => value !== undefined);
    return [
      ...(model === undefined ? [{ path: "model", message: "expected a judge model, or members, got nothing" }] : []),
      ...stray.map(([path]) => ({ path, message: "only a jury has it: name its judge models under members" })),
    ];
  }
  const problems: { path: string; message: string }[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  if (model !== undefined) add("model", "not beside members: they are the judge models");
  if (published !== undefined) add("published", "not beside members: a jury of one's own is no published procedure");
  if (design === undefined) add("design", `expected ${designWords} beside members, got nothing`);
  if (members.length < 2) {
    add("members", `expected at least 2, got ${members.length}; one judge model is written as model`);
  }
  const names = members.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) add("members", `${twice} stands there twice; a share says that it counts for more`);
  const shares = members.flatMap((one) => (typeof one === "string" ? [] : (one.share ?? [])));
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length > 0 && shares.length < members.length) {
    add("members", `expected a share for every member or for none, got ${shares.length} of ${members.length}`);
  } else if (shares.length > 0 && Math.abs(sum - 1) > 1e-9) {
    add("members", `expected shares that add up to 1, got ${Number(sum.toFixed(6))}`);
  }
  return problems;
}

/** The jury of a file without such problems; null: one model rates. Without shares all members have the same. */
export function juryOf({ members, design, makers }: JuryFile): Jury | null {
  if (members === undefined || design === undefined) return null;
  return {
    design,
    members: members.map((one) => ({
      name: nameOf(one),
      share: (typeof one === "string" ? undefined : one.share) ?? 1 / members.length,
    })),
    makers: makers ?? "leave-out",
  };
}

function nameOf(one: z.infer<typeof member>): string {
  return typeof one === "string" ? one : one.model;
}

/** Who rates, where lists of judges name the model. */
export function ratersText({ model, members, design }: JuryFile): string {
  return members === undefined ? (model ?? "") : `${members.map(nameOf).join(" + ")} (${design ?? "jury"})`;
}

/** A jury by the prompts, scale and rules of another judge's folder: `procedure` names it. */
export const borrowedFileSchema = z
  .strictObject({ title: z.string().min(1), procedure: z.string().min(1), ...juryFields })
  .superRefine((file, context) => {
    if (file.members !== undefined) return addJuryProblems(file, context);
    const message = "expected the judge models that rate by this procedure, got nothing";
    context.addIssue({ code: "custom", path: ["members"], message });
  });

/** Whether a file borrows its procedure. */
export const borrowingSchema = z.looseObject({ procedure: z.unknown().optional() });
