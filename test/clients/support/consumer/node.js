import { createNoPass, NoPassError } from "@nopass/node";

const noPass = createNoPass({ url: process.env.NOPASS_URL, apiKey: process.env.NOPASS_KEY });
const { challengeId } = await noPass.sendCode({ email: "ada@example.com" });

try {
  await noPass.verifyCode({ challengeId, code: "000000" });
} catch (error) {
  const { reason, attemptsLeft } = error;
  const refused = { reason, attemptsLeft, isNoPassError: error instanceof NoPassError };
  console.log(JSON.stringify({ sent: challengeId, refused }));
}
