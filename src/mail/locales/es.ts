import type { Messages } from "./messages.ts";

export const es: Messages = {
  dir: "ltr",
  subject: "{{code}} es tu código de {{brand}}",
  title: "Tu código de {{brand}}",
  preview: "Válido durante {{duration}}, solo en {{host}}.",
  intros: {
    "sign-in": "Usa este código para iniciar sesión en {{brand}}:",
    "sign-up": "Usa este código para crear tu cuenta de {{brand}}:",
    "confirm-email": "Usa este código para confirmar tu correo electrónico en {{brand}}:",
    "change-email": "Usa este código para confirmar tu nuevo correo electrónico en {{brand}}:",
    "reset-password": "Usa este código para restablecer tu contraseña de {{brand}}:",
    "delete-account": "Usa este código para eliminar tu cuenta de {{brand}}:",
    other: "Usa este código en {{brand}} para «{{purpose}}»:",
  },
  place: "Solicitado en: {{place}}",
  validity: "Es válido durante {{duration}}.",
  warning: "Introdúcelo solo en {{host}}. Nunca te lo pediremos por teléfono ni por mensaje.",
  ignore: "Si no has pedido este código, puedes ignorar este correo. No pasará nada.",
  units: {
    second: { one: "# segundo", other: "# segundos" },
    minute: { one: "# minuto", other: "# minutos" },
    hour: { one: "# hora", other: "# horas" },
  },
};
