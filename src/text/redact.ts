const mask = "[redacted]";

/** What a key looks like wherever it stands: OpenAI, Anthropic, Hugging Face, Groq, NVIDIA, GitHub, Google, Slack; JWT; Sakura's `<UUID>:<secret>`. */
const keyShapes: readonly RegExp[] = [
  /\b(?:sk|pk|rk)-[A-Za-z0-9_*.-]{6,}/gu,
  /\b(?:hf|gsk|ghp|gho|ghs|github_pat|pplx|tgp)[_-][A-Za-z0-9_]{10,}/gu,
  /\bnvapi-[A-Za-z0-9_-]{10,}/gu,
  /\bAIza[A-Za-z0-9_-]{20,}/gu,
  /\bxox[a-z]-[A-Za-z0-9-]{8,}/gu,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/gu,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[^\s"'<>]{8,}/giu,
];

/** What follows these names is a secret, whatever it looks like. The name is kept. */
const named: readonly RegExp[] = [
  /(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',;<>]+/giu,
  /(\bbearer\s+)[A-Za-z0-9._~+/=*-]{4,}/giu,
  /(\b(?:x-)?(?:api|access|subscription)[-_ ]?(?:key|token)["']?\s*[:=]\s*["']?)[^\s"',;&<>]+/giu,
  /(\bapi key provided:\s*)[^\s"',;<>]+/giu,
  /(:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/gu,
];

/**
 * Takes secrets out of a text that a server or a library wrote, before it is shown or stored: the ones we hold, exactly
 * or encoded as in a URL or base64, and whatever looks like a key. Apply before shortening, since half a key looks like none.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = maskSecrets(text, secrets);
  for (const pattern of named) clean = clean.replace(pattern, (_match, name: string) => `${name}${mask}`);
  for (const pattern of keyShapes) clean = clean.replace(pattern, mask);
  return clean;
}

/** The exact part of `redact`: for texts that must not be changed otherwise, such as a model's own words. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    // A placeholder such as "none" is no secret, and masking it would eat ordinary words.
    if (secret.length < 6) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])) {
      clean = clean.replaceAll(form, mask);
    }
  }
  return clean;
}
