import { z } from "zod";

const plantedFaultSchema = z.strictObject({
  /** How the command line calls it. */
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  /** What would be wrong with the program. */
  what: z.string().min(1),
  file: z.string().startsWith("src/"),
  /** Occurs once in the file. */
  find: z.string().min(1),
  put: z.string(),
  /** Test files, one of which has to fail. */
  tests: z.array(z.string().startsWith("test/")).min(1),
});

export type PlantedFault = z.infer<typeof plantedFaultSchema>;

export const plantedFaultsSchema = z.array(plantedFaultSchema).readonly();

/**
 * The source with the fault in it.
 *
 * @throws Error when the text to be replaced is not there exactly once: the table is older than the source.
 */
export function plant(code: string, { name, file, find, put }: PlantedFault): string {
  const parts = code.split(find);
  if (parts.length !== 2)
    throw new Error(`${name}: expected once in ${file}, found ${parts.length - 1} times: ${find}`);
  return parts.join(put);
}
