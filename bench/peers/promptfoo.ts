import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Peer, runOrThrow } from "./peer.ts";

const packageSchema = z.object({ version: z.string() });

/** promptfoo: conversations run one call at a time there, so each turn is a question of its own. */
export const promptfoo: Peer = {
  name: "promptfoo",
  manner:
    "160 single turns (a conversation would run one call at a time), each rated by llm-rubric when it is there; not streaming",
  judgeReply: JSON.stringify({ reason: "The reasons hold.", pass: true, score: 0.7 }),
  install: (home) => {
    if (existsSync(join(home, "installed"))) return;
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), JSON.stringify({ private: true }));
    // No script of a dependency is needed for what is run here.
    runOrThrow("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "promptfoo"], home);
    writeFileSync(join(home, "installed"), "");
  },
  version: (home) =>
    packageSchema.parse(JSON.parse(readFileSync(join(home, "node_modules", "promptfoo", "package.json"), "utf8")))
      .version,
  commands: ({ home, work, answerUrl, judgeUrl, slots, questions }) => {
    const provider = (model: string, apiBaseUrl: string) => ({
      id: `openai:chat:${model}`,
      config: { apiBaseUrl, apiKey: "none", temperature: 0 },
    });
    const config = {
      prompts: ["{{question}}"],
      providers: [provider("candidate", answerUrl)],
      defaultTest: {
        options: { provider: provider("judge", judgeUrl) },
        assert: [{ type: "llm-rubric", value: "Answers what was asked, correctly and completely." }],
      },
      tests: questions.flatMap(({ turns }) => turns.map((question) => ({ vars: { question } }))),
    };
    const file = join(work, "promptfooconfig.json");
    writeFileSync(file, JSON.stringify(config));
    return [
      {
        program: process.execPath,
        args: [
          // Not its entrypoint.js, which checks the version of Node first: that one died while closing its log (0.121.20).
          join(home, "node_modules", "promptfoo", "dist", "src", "main.js"),
          ...["eval", "-c", file, "--no-cache", "--no-table", "--no-progress-bar"],
          ...["--max-concurrency", String(2 * slots), "-o", join(work, "out.json")],
        ],
        cwd: work,
        env: {
          PROMPTFOO_CONFIG_DIR: join(work, "config"),
          PROMPTFOO_DISABLE_TELEMETRY: "1",
          PROMPTFOO_DISABLE_UPDATE: "1",
          PROMPTFOO_DISABLE_REMOTE_GENERATION: "1",
        },
      },
    ];
  },
};
