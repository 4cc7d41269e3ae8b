import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, onTestFinished, test, vi } from "vitest";
import { useNoPass } from "../../clients/web/src/react.ts";

test("a component renders on a server, and nothing is sent from there", () => {
  const fetch = vi.fn();
  vi.stubGlobal("fetch", fetch);
  onTestFinished(() => void vi.unstubAllGlobals());
  const Form = () => {
    const { state } = useNoPass({ url: "/", apiKey: "np_test_pk_k1_c2VjcmV0" });
    return createElement("p", null, state.step);
  };
  expect(renderToString(createElement(Form))).toBe("<p>address</p>");
  expect(fetch).not.toHaveBeenCalled();
});

test("the element can be imported on a server, where there are no elements", async () => {
  expect("customElements" in globalThis).toBe(false);
  // By a name that the compiler does not follow: there are no types of a browser here either.
  const entry = "../../clients/web/src/element.ts";
  expect(await import(entry)).toHaveProperty("NoPassVerify.formAssociated", true);
});
