# frozen_string_literal: true

require_relative "answer"
require_relative "calls"
require_relative "discreet"
require_relative "fields"
require_relative "url"

module NoPass
  # Where the code can be judged, and until when. Keep `challenge_id` where only the person who asked can use it: whoever
  # has it can use up the attempts. `code_alphabet` is `:digits` or `:base32`, and times are Times.
  SendCodeResponse = Struct.new(:challenge_id, :expire_time, :resend_time, :code_length, :code_alphabet,
                                keyword_init: true) do
    include Discreet.showing(:expire_time, :resend_time, :code_length, :code_alphabet)
  end

  # What was proven; "not proven" is an Error. `email` is the mailbox in its canonical form: use this one, never one that
  # came beside the code. `purpose` is what send_code was called with: compare it. `receipt` is the same statement, signed.
  VerifyCodeResponse = Struct.new(:email, :purpose, :verify_time, :receipt, :receipt_expire_time, :known_device, :test,
                                  keyword_init: true) do
    include Discreet.showing(:purpose, :verify_time, :receipt_expire_time, :test)
  end

  # A client of one service. It is safe to share between threads: make one for the whole process.
  class Client
    # Makes a client, which connects at the first call. Raises an ArgumentError for what cannot work.
    #
    # `timeout` is the deadline of one call in seconds, with its retries. `ca_file` names a private authority; `cert` and
    # `key` (OpenSSL objects) are for mutual TLS.
    def initialize(url:, api_key:, timeout: 10, max_retries: 2, ca_file: nil, cert: nil, key: nil)
      raise ArgumentError, "max_retries must be a whole number, 0 or more" unless max_retries.is_a?(Integer) && max_retries >= 0

      @timeout = Fields.timeout(timeout)
      @url = Url.of_service(url)
      tls = { ca_file:, cert:, key: }.compact
      @calls = Calls.new(@url, Fields.api_key(api_key), max_retries, tls)
    end

    # Mails a one-time code and opens a challenge, or mails another one for `challenge_id`, whose `email` may be left out.
    #
    # - `ttl`: how many seconds the code is valid, from 30. Default: the policy's, by default 5 minutes.
    # - `locale`: the language of the mail, as a BCP 47 tag. Default: the tenant's.
    # - `purpose`: what the code is for, 1 to 64 of `a-z 0-9 . _ -`. Default: `sign-in`.
    # - `nonce`: a value of yours that the receipt repeats, at most 128 characters.
    # - `idempotency_key`: 22 to 64 characters of base64url, made anew for each code that is wanted: a repeated call is
    #   answered the same and mails nothing. Default: one for this call and its retries.
    # - `client_ip`: the person's network address, for limits.
    # - `known_device`: what an earlier verify_code for this address gave for the person's device.
    # - `stranger`: says that you do not vouch for whoever wants the code.
    # - `timeout`: the deadline of this call in seconds. Default: the client's.
    def send_code(email = nil, ttl: nil, locale: nil, purpose: nil, nonce: nil, idempotency_key: nil, challenge_id: nil,
                  client_ip: nil, known_device: nil, stranger: false, timeout: @timeout)
      texts = { email:, locale:, purpose:, nonce:,
                idempotencyKey: Fields.id_or(idempotency_key), challengeId: challenge_id, clientIp: client_ip,
                knownDevice: known_device }
      others = { ttl: ttl && Fields.duration(ttl), stranger: stranger || nil }
      call("SendCode", texts, others, timeout) { |answer| Answer.to_sent(answer) }
    end

    # Judges a code, and consumes the challenge whatever the verdict.
    #
    # Returns only when the code was right: a wrong one is an Error with the reason `:code_rejected`. Give the code as it
    # was typed. `attempt_id` is made anew for each code that is typed: a repeated call is answered the same for five
    # minutes. Default: one for this call and its retries.
    def verify_code(challenge_id, code, attempt_id: nil, timeout: @timeout)
      texts = { challengeId: challenge_id, code:, attemptId: Fields.id_or(attempt_id) }
      call("VerifyCode", texts, {}, timeout) { |answer| Answer.to_proven(answer) }
    end

    # Ends the client: later calls fail with `:canceled`.
    def close
      @calls = nil
    end

    # Without the API key.
    def inspect
      "#<#{self.class} #{@url}>"
    end
    alias to_s inspect

    def marshal_dump
      raise TypeError, "a client holds an API key, and is not serialised"
    end

    private

    def call(method, texts, others, timeout, &read)
      body = Fields.encode(texts, others)
      secrets = texts.except(:locale, :purpose).values
      calls = @calls or raise Error, :canceled
      calls.call(method, body, secrets, Fields.timeout(timeout), &read)
    end
  end
end
