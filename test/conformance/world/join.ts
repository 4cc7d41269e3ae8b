import { connect, type Socket } from "node:net";
import { createAnswerLook, createRequestLook } from "./calls-in.ts";
import type { NetworkFault } from "./network-faults.ts";

export interface Way {
  /** What happens to the call that has just begun. */
  takeFault(): NetworkFault | "drop" | undefined;
  /** The same for a request for the published keys. */
  takeFaultOfKeyFetch(): "not http" | undefined;
}

/** Joins a client, whose first bytes these are, to a server, and does to each call what the way says. */
export function join(client: Socket, port: number, first: Buffer, way: Way): void {
  const server = connect({ port, host: "127.0.0.1", noDelay: true });
  let fault: NetworkFault | "drop" | undefined;
  let answering = false;

  const lookAtRequest = createRequestLook({
    call() {
      fault = way.takeFault();
      answering = false;
    },
    keyFetch() {
      fault = way.takeFaultOfKeyFetch();
    },
  });
  const lookAtAnswer = createAnswerLook(first, {
    call() {
      answering = true;
    },
  });

  function onRequest(chunk: Buffer): void {
    if (fault !== "silent") lookAtRequest(chunk);
    if (fault === "drop" || fault === "request lost") client.destroy();
    else if (fault === "not http") client.end("SSH-2.0-OpenSSH_9.6\r\n");
    else if (fault !== "silent") server.write(chunk);
  }

  function onAnswer(chunk: Buffer): void {
    if (fault === "not http") return;
    lookAtAnswer(chunk);
    if (answering && fault === "answer lost") client.destroy();
    else if (answering && fault === "answer cut")
      client.write(chunk.subarray(0, chunk.length / 2), () => client.destroy());
    else if (answering && typeof fault === "object") hold(chunk, fault.lateMs);
    else client.write(chunk);
  }

  function hold(chunk: Buffer, lateMs: number): void {
    fault = undefined;
    server.pause();
    setTimeout(() => {
      client.write(chunk);
      server.resume();
    }, lateMs);
  }

  server.on("error", () => client.destroy());
  server.on("end", () => client.end());
  server.on("data", onAnswer);
  client.on("data", onRequest);
  client.once("close", () => server.destroy());
  onRequest(first);
}
