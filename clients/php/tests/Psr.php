<?php

declare(strict_types=1);

// As much of PSR-7, PSR-15 and PSR-17 as a middleware for receipts needs, to test the one of README.md without packages.

namespace NoPass\Tests\Psr;

interface ResponseInterface
{
    public function withHeader(string $name, string $value): static;
    public function getBody(): StreamInterface;
}

interface StreamInterface
{
    public function write(string $text): int;
}

interface ServerRequestInterface
{
    public function getHeaderLine(string $name): string;
    public function withAttribute(string $name, mixed $value): static;
}

interface RequestHandlerInterface
{
    public function handle(ServerRequestInterface $request): ResponseInterface;
}

interface MiddlewareInterface
{
    public function process(ServerRequestInterface $request, RequestHandlerInterface $handler): ResponseInterface;
}

interface ResponseFactoryInterface
{
    public function createResponse(int $code = 200): ResponseInterface;
}

final class Body implements StreamInterface
{
    public string $text = '';

    public function write(string $text): int
    {
        $this->text .= $text;
        return strlen($text);
    }
}

final readonly class Response implements ResponseInterface
{
    /** @param array<string, string> $headers */
    public function __construct(public int $status, public array $headers = [], public Body $body = new Body())
    {
    }

    public function withHeader(string $name, string $value): static
    {
        return new static($this->status, [...$this->headers, $name => $value], $this->body);
    }

    public function getBody(): StreamInterface
    {
        return $this->body;
    }
}

final readonly class Request implements ServerRequestInterface
{
    /** @param array<string, mixed> $attributes */
    public function __construct(private string $authorization, public array $attributes = [])
    {
    }

    public function getHeaderLine(string $name): string
    {
        return strtolower($name) === 'authorization' ? $this->authorization : '';
    }

    public function withAttribute(string $name, mixed $value): static
    {
        return new static($this->authorization, [...$this->attributes, $name => $value]);
    }
}

final class Responses implements ResponseFactoryInterface
{
    public function createResponse(int $code = 200): ResponseInterface
    {
        return new Response($code);
    }
}
