import type { Messages } from "./messages.ts";

export const en: Messages = {
  dir: "ltr",
  subject: "{{code}} is your {{brand}} code",
  title: "Your {{brand}} code",
  preview: "Valid for {{duration}}, only on {{host}}.",
  intros: {
    "sign-in": "Use this code to sign in to {{brand}}:",
    "sign-up": "Use this code to create your {{brand}} account:",
    "confirm-email": "Use this code to confirm your email address for {{brand}}:",
    "change-email": "Use this code to confirm your new email address for {{brand}}:",
    "reset-password": "Use this code to reset your {{brand}} password:",
    "delete-account": "Use this code to delete your {{brand}} account:",
    other: "Use this code at {{brand}} for “{{purpose}}”:",
  },
  place: "Requested in: {{place}}",
  validity: "It is valid for {{duration}}.",
  warning: "Only enter it on {{host}}. We never ask for it by phone or message.",
  ignore: "If you did not ask for this code, you can ignore this email. Nothing will happen.",
  units: {
    second: { one: "# second", other: "# seconds" },
    minute: { one: "# minute", other: "# minutes" },
    hour: { one: "# hour", other: "# hours" },
  },
};
