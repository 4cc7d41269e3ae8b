package io.github.nopass;

/**
 * One field that broke its rule.
 *
 * @param field named as in the proto file, such as {@code ttl} or {@code client_ip}
 * @param description the rule, in English
 */
public record Violation(String field, String description) {}
