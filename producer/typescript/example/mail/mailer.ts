import { createTransport } from "nodemailer";

/** A mail to a reader of the site. */
export interface Mail {
  /** Makes the Message-ID: the same id is the same mail. */
  readonly id: string;
  /** A reader's name. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mails. */
export interface Mailer {
  /** @throws Error when the server does not take it; then it may have been sent, or not */
  send(mail: Mail): Promise<void>;
}

/** Sends by SMTP, to `SMTP_URL`, which is read at each mail. */
export const smtp: Mailer = {
  async send({ id, to, subject, text }) {
    const url = process.env.SMTP_URL;
    if (url === undefined) {
      throw new Error("SMTP_URL is not set. `npm start` sets it to a server of its own");
    }
    const transport = createTransport(url);
    try {
      await transport.sendMail({
        messageId: `<${id}@lock-and-weir.example>`,
        from: "Lock & Weir <digest@lock-and-weir.example>",
        to: `${to}@lock-and-weir.example`,
        subject,
        text,
      });
    } finally {
      transport.close();
    }
  },
};
