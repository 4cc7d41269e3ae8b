# frozen_string_literal: true

require_relative "receipt_error"
require_relative "strict_json"

module NoPass
  # What every receipt says, in the words of JWT (RFC 7519). Times in seconds since the epoch.
  Claims = Struct.new(:aud, :sub, :email, :purpose, :auth_time, :iat, :exp, :jti, :nonce, :test, keyword_init: true) do
    # Reads the claims of a receipt whose signature holds. What only resembles a receipt's claims is refused.
    def self.parse(payload, issuer, audience, now, tolerance)
      claims = StrictJson.object(payload) or raise ReceiptError, :malformed
      raise ReceiptError, :claims unless self::REQUIRED.all? { |name| claims.key?(name) }
      raise ReceiptError, :issuer unless claims["iss"] == issuer
      # RFC 7519 §4.1.3 allows a list. One that has us and others in it would be good in two places.
      raise ReceiptError, :audience unless claims["aud"] == audience

      require_time(claims, now, tolerance)
      raise ReceiptError, :claims unless whole?(claims)

      new(**claims.transform_keys(&:to_sym).slice(*members), test: claims["test"] == true)
    end

    def self.require_time(claims, now, tolerance)
      nbf, exp = claims.values_at("nbf", "exp")
      raise ReceiptError, :not_yet if nbf.is_a?(Numeric) && nbf > now + tolerance
      raise ReceiptError, :expired if exp.is_a?(Numeric) && exp <= now - tolerance
    end

    def self.whole?(claims)
      texts = claims.values_at("sub", "email", "purpose", "jti", *("nonce" if claims.key?("nonce")))
      auth_time, iat, exp = times = claims.values_at("auth_time", "iat", "exp")
      texts.all? { |value| value.is_a?(String) && value.size.between?(1, 256) } &&
        claims["email"].include?("@") &&
        claims["email_verified"] == true &&
        claims["amr"].is_a?(Array) && claims["amr"].include?("otp") &&
        times.all?(Integer) && auth_time.between?(0, iat) && iat < exp && exp - iat <= self::LONGEST_LIFE &&
        claims.fetch("nbf", 0).is_a?(Numeric) &&
        [true, false].include?(claims.fetch("test", false))
    end
  end

  Claims::REQUIRED = %w[iss aud sub email email_verified purpose amr auth_time iat exp jti].freeze
  # The service's promise. A longer life would outlast the memory of those who accept each receipt once.
  Claims::LONGEST_LIFE = 300
  private_constant :Claims
end
