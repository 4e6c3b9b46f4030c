import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { type CliProcess, startCli } from "../../support/run-cli.ts";

let cwd: string;
let running: CliProcess | null = null;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-view-"));
  await makeResults(cwd, {
    questions: madeQuestions(8),
    candidates: [{ id: "甲", turn: (question) => ({ text: `答え ${question.id}`, rating: 6 }) }],
  });
});
afterEach(async () => {
  running?.child.kill("SIGKILL");
  running = null;
  await rm(cwd, { recursive: true, force: true });
});

async function startView(): Promise<URL> {
  running = startCli(["view", "--no-open"], { cwd });
  const { child } = running;
  const text = await new Promise<string>((resolve) => child.stdout?.once("data", (data) => resolve(String(data))));
  return new URL(text.trim());
}

/** What the first load leaves in a browser. */
async function cookieOf(url: URL): Promise<string> {
  const { status, cookie, location } = await get(url, url.pathname + url.search);
  expect([status, location]).toEqual([303, "/"]);
  expect(cookie).toMatch(/^mtbench-\d+=[\w-]{24}; Path=\/; HttpOnly; SameSite=Strict$/);
  return cookie.split(";")[0] ?? "";
}

interface Got {
  readonly status: number;
  readonly policy: string;
  readonly cookie: string;
  readonly location: string;
  readonly body: string;
}

function get(url: URL, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    request({ hostname: url.hostname, port: url.port, path, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          policy: String(response.headers["content-security-policy"]),
          cookie: response.headers["set-cookie"]?.[0] ?? "",
          location: response.headers.location ?? "",
          body,
        });
      });
    })
      .on("error", reject)
      .end();
  });
}

it("serves the page on loopback to its own host alone, until it is interrupted", async () => {
  const url = await startView();
  expect(url.hostname).toBe("127.0.0.1");
  const cookie = await cookieOf(url);
  const page = await get(url, "/", { cookie });
  expect(page).toMatchObject({ status: 200 });
  expect(page.policy).toContain("connect-src 'self'");
  expect(page.policy).toContain("frame-ancestors 'none'");
  expect(page.body).toContain('data-live="1"');
  expect(page.body).not.toContain('id="chunk-');
  expect(JSON.parse((await get(url, "/chunk/a0.0", { cookie })).body)[3][0].text).toBe("答え 2");
  expect((await get(url, "/chunk/a0.7", { cookie })).status).toBe(404);
  expect((await get(url, "/../package.json", { cookie })).status).toBe(404);
  expect((await get(url, "/", { cookie, host: "evil.example" })).status).toBe(403);
  expect((await get(url, "/", { cookie, host: `evil.example:${url.port}` })).status).toBe(403);
  expect((await get(url, "/", { cookie, host: `localhost:${url.port}` })).status).toBe(200);
  running?.child.kill("SIGINT");
  expect(await running?.result).toMatchObject({ code: 130 });
});

it("is nobody's who does not have the printed address, whatever they ask for", async () => {
  const url = await startView();
  const cookie = await cookieOf(url);
  const wrong = `${cookie.slice(0, -1)}${cookie.endsWith("A") ? "B" : "A"}`;
  for (const path of ["/", "/events", "/chunk/a0.0", "/?token=", `/?token=${"A".repeat(24)}`]) {
    for (const headers of [{}, { cookie: wrong }, { cookie: cookie.replace(/^mtbench-\d+/, "mtbench-1") }]) {
      const { status, body, cookie: given } = await get(url, path, headers);
      expect([path, status, given]).toEqual([path, 403, ""]);
      expect(body).not.toContain("答え");
    }
  }
});

it("sends a new record when the journals grow", async () => {
  const url = await startView();
  const cookie = await cookieOf(url);
  const events = new Promise<string>((resolve, reject) => {
    request(new URL("/events", url), { headers: { cookie } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (text.includes("\n\n", text.indexOf("event: record") + 1) && text.includes("event: record")) resolve(text);
      });
    })
      .on("error", reject)
      .end();
  });
  events.catch(() => undefined);
  const folder = join(cwd, "results", "made", (await readdir(join(cwd, "results", "made")))[0] ?? "");
  const file = join(folder, "judgments", "made-judge.jsonl");
  const [first = "", ...others] = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(others).toHaveLength(15);
  await appendFile(file, `${first.replace('"rating":6', '"rating":10')}\n`);
  const record = JSON.parse(/data: (.*)/u.exec(await events)?.[1] ?? "null");
  expect(record.boards[0].candidates[0].score.mean).toBeCloseTo((15 * 6 + 10) / 16, 9);
  await writeFile(join(cwd, "done"), "");
});
