// As much of the Lambda runtime as matters here: loads a handler, and gives it the events that its parent sends.
const [, , file] = process.argv;
const { handler } = await import(file);
process.send({ startedMs: performance.now() });
process.on("message", async ({ id, event }) => {
  try {
    process.send({ id, answer: await handler(event) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
