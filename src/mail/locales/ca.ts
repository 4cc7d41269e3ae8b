import type { Messages } from "./messages.ts";

export const ca: Messages = {
  dir: "ltr",
  subject: "{{code}} és el teu codi de {{brand}}",
  title: "El teu codi de {{brand}}",
  preview: "Vàlid durant {{duration}}, només a {{host}}.",
  intros: {
    "sign-in": "Fes servir aquest codi per iniciar la sessió a {{brand}}:",
    "sign-up": "Fes servir aquest codi per crear el teu compte de {{brand}}:",
    "confirm-email": "Fes servir aquest codi per confirmar la teva adreça electrònica a {{brand}}:",
    "change-email": "Fes servir aquest codi per confirmar la teva nova adreça electrònica a {{brand}}:",
    "reset-password": "Fes servir aquest codi per restablir la teva contrasenya de {{brand}}:",
    "delete-account": "Fes servir aquest codi per suprimir el teu compte de {{brand}}:",
    other: "Fes servir aquest codi a {{brand}} per a «{{purpose}}»:",
  },
  place: "Sol·licitat a: {{place}}",
  validity: "És vàlid durant {{duration}}.",
  warning: "Introdueix-lo només a {{host}}. Mai no te’l demanarem per telèfon ni per missatge.",
  ignore: "Si no has demanat aquest codi, pots ignorar aquest correu. No passarà res.",
  units: {
    second: { one: "# segon", other: "# segons" },
    minute: { one: "# minut", other: "# minuts" },
    hour: { one: "# hora", other: "# hores" },
  },
};
