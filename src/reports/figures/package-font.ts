import { createRequire } from "node:module";
import { codeOf } from "../../errors.ts";

const files = "@expo-google-fonts/biz-udpgothic";

/** The Japanese and Latin font that comes with this package (BIZ UDPGothic, SIL Open Font License 1.1); null where it was left out. */
export function packageFont(): string | null {
  return resolved(`${files}/400Regular/BIZUDPGothic_400Regular.ttf`);
}

function resolved(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    if (codeOf(error) === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}
