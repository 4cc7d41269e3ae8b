# frozen_string_literal: true

require_relative "claims"
require_relative "discreet"
require_relative "jws"
require_relative "published_keys"
require_relative "receipt_error"
require_relative "url"

module NoPass
  # What a receipt proves: at `verified_at`, somebody who can read the mail of `email` typed the code. Use this address,
  # never one that came beside the receipt, and match accounts by it: `subject` changes with the service's keys.
  VerifiedReceipt = Struct.new(:email, :purpose, :subject, :audience, :verified_at, :issued_at, :expires_at, :id, :nonce,
                               :test, keyword_init: true) do
    include Discreet.showing(:purpose, :audience, :verified_at, :test)
  end

  # Judges receipts of one service for one tenant. It is safe to share between threads: make one for the process.
  class ReceiptVerifier
    # Says that no nonce was given to send_code. Not nil: a session that has lost its nonce does not switch the check off.
    NO_NONCE = Object.new.freeze

    # Makes a verifier, which fetches keys when the first receipt comes. Raises an ArgumentError for what cannot work.
    #
    # - `issuer`: the service's public URL, letter for letter and without a slash at the end.
    # - `audience`: your tenant. Receipts for others are refused.
    # - `jwks_url`: where the keys are. Default: `/.well-known/jwks.json` below the issuer.
    # - `allow_test`: accepts receipts of test keys and test addresses. Never in production.
    # - `clock_tolerance`: how many seconds your clock may be from the service's, a minute at most.
    def initialize(issuer:, audience:, jwks_url: nil, allow_test: false, clock_tolerance: 30,
                   clock: Time.method(:now), keys: PublishedKeys.method(:new))
      require_text("issuer", issuer)
      require_text("audience", audience)
      raise ArgumentError, "issuer ends with a slash, which no receipt's issuer does" if issuer.end_with?("/")
      # The service publishes an old key for a minute after its last receipt has expired.
      unless clock_tolerance.is_a?(Numeric) && clock_tolerance.between?(0, 60)
        raise ArgumentError, "clock_tolerance must be between 0 and 60 seconds"
      end

      url = Url.of_keys(jwks_url ? "jwks_url" : "issuer", jwks_url || "#{issuer}/.well-known/jwks.json")
      @issuer = issuer
      @audience = audience
      @allow_test = allow_test == true
      @tolerance = clock_tolerance
      @clock = clock
      @keys = keys.call(url, clock)
    end

    # Returns what the receipt proves, or raises a ReceiptError.
    #
    # Whoever holds a receipt can show it: give `consume` where it must count once, and `nonce` where it must belong to
    # the session that asked for the code.
    #
    # - `purpose`: what the code was sent for.
    # - `nonce`: what was given to send_code in this session; nil and empty accept no receipt.
    # - `max_age`: how many seconds ago the code may have been typed. Default: as long as receipts live.
    # - `consume`: called last with the receipt's id and a Time after which it may be forgotten: true for the first who
    #   asks, in one step of the database.
    def verify(receipt, purpose: "sign-in", nonce: NO_NONCE, max_age: nil, consume: nil)
      require_text("purpose", purpose)
      raise ArgumentError, "max_age must not be negative" if max_age&.negative?

      now = @clock.call.to_f
      jws = Jws.new(receipt)
      jws.require_signature(@keys.find(jws.kid, jws.alg))
      claims = Claims.parse(jws.payload, @issuer, @audience, now, @tolerance)
      judge(claims, now, purpose, nonce, max_age)
      # Twice the tolerance: the clock of a database may be wrong as well.
      until_time = Time.at(claims.exp + (2 * @tolerance))
      raise ReceiptError, :replayed if consume && consume.call(claims.jti, until_time) != true

      to_verified(claims)
    end

    private

    def judge(claims, now, purpose, nonce, max_age)
      raise ReceiptError, :test if claims.test && !@allow_test
      raise ReceiptError, :not_yet if claims.iat > now + @tolerance
      raise ReceiptError, :purpose unless claims.purpose == purpose
      raise ReceiptError, :nonce unless nonce_right?(claims.nonce, nonce)
      raise ReceiptError, :expired if max_age && claims.auth_time < now - @tolerance - max_age
    end

    def nonce_right?(said, wanted)
      wanted.equal?(NO_NONCE) ? said.nil? : !said.nil? && said == wanted
    end

    def to_verified(claims)
      verified_at, issued_at, expires_at = [claims.auth_time, claims.iat, claims.exp].map { |seconds| Time.at(seconds) }
      VerifiedReceipt.new(
        email: claims.email, purpose: claims.purpose, subject: claims.sub, audience: claims.aud,
        verified_at:, issued_at:, expires_at:, id: claims.jti, nonce: claims.nonce,
        test: claims.test
      ).freeze
    end

    def require_text(name, text)
      raise ArgumentError, "#{name} is missing" unless text.is_a?(String) && !text.empty?
    end
  end
end
