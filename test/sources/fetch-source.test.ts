import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { sha256 } from "../../src/files/canonical-json.ts";
import { fetchSource } from "../../src/sources/fetch-source.ts";
import { type PublicFetch, publicFetch } from "../../src/sources/public-fetch.ts";
import { readSource, readSourceText } from "../../src/sources/read-source.ts";
import { type SourceFile, sourceFileSchema } from "../../src/sources/source-file.ts";
import { cachedPath, type SourcePlaces, sourcePlaces } from "../../src/sources/source-places.ts";

const content = "\uFEFF質問：北はどちらですか。\n";
const file: SourceFile = {
  url: "https://files.example.jp/owner/repo/0a1b/data/question.jsonl",
  sha256: sha256(content),
  bytes: Buffer.byteLength(content),
  licence: "CC0-1.0",
};

function answering(...replies: (string | number | Error)[]): PublicFetch & { asked: string[] } {
  const asked: string[] = [];
  const fetch = async (address: string) => {
    asked.push(address);
    const reply = replies[asked.length - 1] ?? 404;
    if (reply instanceof Error) throw reply;
    return typeof reply === "number" ? new Response("trouble", { status: reply }) : new Response(reply);
  };
  return Object.assign(fetch, { asked });
}

describe("sources", () => {
  let folder: string;
  let places: SourcePlaces;
  const naps: number[] = [];
  const sleep = async (milliseconds: number) => naps.push(milliseconds);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-sources-"));
    places = sourcePlaces({ MTBENCH_CACHE: join(folder, "cache") });
    naps.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function errorOf(promise: Promise<unknown>): Promise<InputError> {
    const error = await promise.catch((thrown: unknown) => thrown);
    if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
    return error;
  }

  it("downloads once, to <host>/<path>, and leaves nothing else behind", async () => {
    const fetch = answering(content);
    const first = await fetchSource(file, places, { fetch, sleep });
    expect(first).toEqual({
      how: "downloaded",
      path: join(folder, "cache", "files.example.jp", "owner", "repo", "0a1b", "data", "question.jsonl"),
    });
    expect(await readdir(dirname(first.path))).toEqual(["question.jsonl"]);
    expect((await fetchSource(file, places, { fetch, sleep })).how).toBe("present");
    expect(fetch.asked).toEqual([file.url]);
    expect(await readSourceText(file, places, "x")).toBe(content.slice(1));
  });

  it("refuses other bytes, naming both hashes, and stores nothing", async () => {
    const error = await errorOf(fetchSource(file, places, { fetch: answering("<html>login</html>"), sleep }));
    expect(error.message).toContain(file.sha256);
    expect(error.message).toContain(sha256("<html>login</html>"));
    expect(await readFile(cachedPath(file, places)).catch(() => null)).toBeNull();
  });

  it("replaces a damaged copy", async () => {
    const path = cachedPath(file, places);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "half");
    expect((await errorOf(readSource(file, places, "x"))).message).toContain(sha256("half"));
    expect((await fetchSource(file, places, { fetch: answering(content), sleep })).how).toBe("downloaded");
    expect(await readFile(path, "utf8")).toBe(content);
  });

  it("tries again after trouble on the way, not after a plain no", async () => {
    const shaky = answering(new Error("socket hang up"), 503, content);
    expect((await fetchSource(file, places, { fetch: shaky, sleep })).how).toBe("downloaded");
    expect(naps).toEqual([1000, 2000]);
    await rm(join(folder, "cache"), { recursive: true });

    const missing = answering(404, content);
    const error = await errorOf(fetchSource(file, places, { fetch: missing, sleep }));
    expect(error.message).toBe(`cannot download ${file.url}: HTTP 404`);
    expect(missing.asked).toHaveLength(1);

    const down = answering(new Error("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }), 500, 500, content);
    expect((await errorOf(fetchSource(file, places, { fetch: down, sleep }))).message).toContain("HTTP 500");
    expect(down.asked).toHaveLength(3);
  });

  it.each([
    ["with the host", ["files.example.jp", "owner", "repo", "0a1b", "data"]],
    ["without the host", ["owner", "repo", "0a1b", "data"]],
  ])("copies from a folder of the URL's shape, %s", async (_name, segments) => {
    const from = join(folder, "disk");
    await mkdir(join(from, ...segments), { recursive: true });
    await writeFile(join(from, ...segments, "question.jsonl"), content);
    const fetch = answering(content);
    expect((await fetchSource(file, places, { from, fetch, sleep })).how).toBe("copied");
    expect(fetch.asked).toEqual([]);
  });

  it("names the places where a folder was searched, and refuses a wrong file there", async () => {
    const from = join(folder, "disk");
    const nothing = await errorOf(fetchSource(file, places, { from, fetch: answering(), sleep }));
    expect(nothing.problems).toHaveLength(2);
    await mkdir(join(from, "owner", "repo", "0a1b", "data"), { recursive: true });
    await writeFile(join(from, "owner", "repo", "0a1b", "data", "question.jsonl"), "別の版");
    expect((await errorOf(fetchSource(file, places, { from, fetch: answering(), sleep }))).message).toContain(
      sha256("別の版"),
    );
  });

  it("names both ways out when a file was never fetched", async () => {
    const error = await errorOf(readSource(file, places, "my-set"));
    expect(error.message).toBe(`"my-set" needs a file that has not been fetched yet: ${file.url}`);
    expect(error.hint).toContain("`mtbench fetch my-set`");
    expect(error.hint).toContain("`mtbench fetch my-set --from <folder>`");
    const fetch = answering(content);
    await errorOf(fetchSource(file, places, { fetch, offline: true, sleep }));
    expect(fetch.asked).toEqual([]);
  });

  describe("with a mirror", () => {
    let server: Server;
    const asked: string[] = [];
    beforeEach(async () => {
      asked.length = 0;
      server = createServer((request, response) => {
        asked.push(request.url ?? "");
        response.end(content);
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    });
    afterEach(() => new Promise((closed) => server.close(closed)));

    it("asks there, really over HTTP, and caches under the public host", async () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const env = { MTBENCH_CACHE: join(folder, "cache"), MTBENCH_SOURCE_MIRROR: `http://127.0.0.1:${port}/copies/` };
      const { path } = await fetchSource(file, sourcePlaces(env), { fetch: publicFetch({}), sleep });
      expect(asked).toEqual(["/copies/owner/repo/0a1b/data/question.jsonl"]);
      expect(path).toContain("files.example.jp");
    });
  });

  it("reads the environment it is given, and only an http(s) mirror", () => {
    expect(sourcePlaces({ MTBENCH_CACHE: "/tmp/elsewhere" })).toEqual({ cache: "/tmp/elsewhere", mirror: null });
    expect(sourcePlaces({}).cache).toMatch(/mtbench/);
    expect(() => sourcePlaces({ MTBENCH_SOURCE_MIRROR: "ftp://example.jp" })).toThrow(InputError);
  });

  it.each([
    ["a query", { url: "https://example.jp/a?b=1" }],
    ["a user name", { url: "https://me@example.jp/a" }],
    ["another scheme", { url: "file:///etc/hosts" }],
    ["no file name", { url: "https://example.jp/a/" }],
    ["a short hash", { sha256: "abc" }],
    ["a fraction of a byte", { bytes: 1.5 }],
  ])("does not pin %s", (_name, change) => {
    expect(sourceFileSchema.safeParse(file).success).toBe(true);
    expect(sourceFileSchema.safeParse({ ...file, ...change }).success).toBe(false);
  });

  it("keeps a path inside the cache, whatever the URL says", () => {
    const sneaky = { ...file, url: "https://example.jp/a/%2e%2e/../..%2f../x" };
    expect(cachedPath(sneaky, places).startsWith(join(folder, "cache", "example.jp"))).toBe(true);
    expect(cachedPath({ ...file, url: "http://127.0.0.1:81/x" }, places)).toBe(
      join(folder, "cache", "127.0.0.1_81", "x"),
    );
  });
});
