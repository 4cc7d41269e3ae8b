# frozen_string_literal: true

require_relative "receipt_error"
require_relative "strict_json"

module NoPass
  # The compact form of a receipt (RFC 7515 §7.1).
  class Jws
    # Twice the longest receipt there can be: address, purpose, nonce, issuer and tenant are all bounded.
    MAX_LENGTH = 4096
    private_constant :MAX_LENGTH

    attr_reader :alg, :kid, :payload

    # Refuses what cannot be a receipt before any key is looked for: the header is exactly `alg`, `kid` and `typ`.
    #
    # There is no list of dangerous header parameters (`crit`, `jku`, `jwk`) to keep up to date: the service sends none,
    # so that any other one means that the service did not write it.
    def initialize(receipt)
      parts = parts_of(receipt)
      header, @payload, @signature = parts.map { |part| StrictJson.base64url(part) }
      raise ReceiptError, :malformed unless header && @payload && @signature

      fields = StrictJson.object(header) || {}
      @alg, @kid, typ = fields.values_at("alg", "kid", "typ")
      is_ours = fields.size == 3 && %w[ES256 EdDSA].include?(@alg) && @kid.is_a?(String) && !@kid.empty? &&
                typ == "nopass-receipt+jwt"
      raise ReceiptError, :malformed unless is_ours

      @signed = parts.first(2).join(".")
    end

    def require_signature(key)
      raise ReceiptError, :signature unless key.verifies?(@signed, @signature)
    end

    private

    def parts_of(receipt)
      is_text = receipt.is_a?(String) && receipt.bytesize <= MAX_LENGTH && receipt.ascii_only?
      parts = is_text ? receipt.split(".", -1) : []
      parts.size == 3 ? parts : raise(ReceiptError, :malformed)
    end
  end
  private_constant :Jws
end
