import { expect, it } from "vitest";
import { InputError } from "../../../src/errors.ts";
import { serverAccess } from "../../../src/servers/reach/server-access.ts";

const access = (apiKeyEnv: string) => () =>
  serverAccess({ baseUrl: "http://127.0.0.1:9/v1", apiKeyEnv }, {}, { name: "candidate swan", keyFlag: "api-key-env" });

it.each([
  "sk-proj-0123456789abcdef",
  "hf_abcdefghijklmnopqrst",
  "gsk_0123456789abcdefghij",
  "0123456789abcdef0123456789abcdef",
  "a1b2c3d4e5f6a7b8c9d0e1f2",
  "AIzaSyA0123456789abcdefghijklmnop",
  "my key",
])("never repeats a key that was pasted where a variable's name belongs: %s", (key) => {
  expect(access(key)).toThrow(InputError);
  expect(access(key)).toThrow(/names is no environment variable/);
  expect(access(key)).not.toThrow(key.slice(0, 8));
});

it.each(["OPENAI_API_KEY", "LAB_KEY", "_K2", "SAKURA_AI_ENGINE_API_KEY"])(
  "names the variable that is not set: %s",
  (name) => {
    expect(access(name)).toThrow(`the environment variable ${name} is not set`);
  },
);
