import type { Messages } from "./messages.ts";

export const id: Messages = {
  dir: "ltr",
  subject: "{{code}} adalah kode {{brand}} Anda",
  title: "Kode {{brand}} Anda",
  preview: "Berlaku selama {{duration}}, hanya di {{host}}.",
  intros: {
    "sign-in": "Gunakan kode ini untuk masuk ke {{brand}}:",
    "sign-up": "Gunakan kode ini untuk membuat akun {{brand}} Anda:",
    "confirm-email": "Gunakan kode ini untuk mengonfirmasi alamat email Anda di {{brand}}:",
    "change-email": "Gunakan kode ini untuk mengonfirmasi alamat email baru Anda di {{brand}}:",
    "reset-password": "Gunakan kode ini untuk mengatur ulang kata sandi {{brand}} Anda:",
    "delete-account": "Gunakan kode ini untuk menghapus akun {{brand}} Anda:",
    other: "Gunakan kode ini di {{brand}} untuk “{{purpose}}”:",
  },
  place: "Diminta di: {{place}}",
  validity: "Kode ini berlaku selama {{duration}}.",
  warning: "Masukkan hanya di {{host}}. Kami tidak pernah memintanya lewat telepon atau pesan.",
  ignore: "Jika Anda tidak meminta kode ini, abaikan saja email ini. Tidak akan terjadi apa-apa.",
  units: {
    second: { other: "# detik" },
    minute: { other: "# menit" },
    hour: { other: "# jam" },
  },
};
