# frozen_string_literal: true

require "openssl"
require_relative "strict_json"

module NoPass
  # A public key of the service's (RFC 7517): on P-256 for ES256, Ed25519 for EdDSA, and nothing else.
  class PublicKey
    class Broken < StandardError; end

    KINDS = { "ES256" => %w[EC P-256], "EdDSA" => %w[OKP Ed25519] }.freeze
    # A SubjectPublicKeyInfo up to the point: of ecPublicKey on prime256v1 (RFC 5480 §2), of Ed25519 (RFC 8410 §4).
    PREFIXES = {
      "EC" => ["3059301306072a8648ce3d020106082a8648ce3d03010703420004"].pack("H*"),
      "OKP" => ["302a300506032b6570032100"].pack("H*")
    }.freeze
    private_constant :KINDS, :PREFIXES

    # Whether a key of the set is meant for this.
    def self.fits?(jwk, kid, alg)
      jwk.is_a?(Hash) && jwk["kid"] == kid && jwk.values_at("kty", "crv") == KINDS.fetch(alg) &&
        [nil, alg].include?(jwk["alg"]) && [nil, "sig"].include?(jwk["use"]) &&
        Array(jwk["key_ops"] || "verify").include?("verify")
    end

    def initialize(jwk)
      raise Broken, "a key was published with its private part" if jwk.key?("d")

      @is_ec = jwk["kty"] == "EC"
      point = (@is_ec ? %w[x y] : %w[x]).map { |name| coordinate(jwk[name]) }
      @key = OpenSSL::PKey.read(PREFIXES.fetch(jwk["kty"]) + point.join)
    rescue OpenSSL::PKey::PKeyError
      raise Broken, "a key is not on its curve", cause: nil
    end

    def verifies?(signed, signature)
      return false unless signature.bytesize == 64

      @is_ec ? @key.verify("SHA256", to_der(signature), signed) : @key.verify(nil, signature, signed)
    rescue OpenSSL::PKey::PKeyError
      false
    end

    private

    def coordinate(text)
      bytes = text.is_a?(String) ? StrictJson.base64url(text) : nil
      bytes&.bytesize == 32 ? bytes : raise(Broken, "a key has no such form")
    end

    # RFC 7518 §3.4 has r and s side by side, and OpenSSL in DER.
    def to_der(signature)
      integers = [signature[0, 32], signature[32, 32]].map { |bytes| OpenSSL::ASN1::Integer(OpenSSL::BN.new(bytes, 2)) }
      OpenSSL::ASN1::Sequence(integers).to_der
    end
  end
  private_constant :PublicKey
end
