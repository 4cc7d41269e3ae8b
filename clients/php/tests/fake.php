<?php

// Answers as the script says, one after the other and the last for ever, and notes what it was asked.

declare(strict_types=1);

$folder = getenv('FAKE_FOLDER');
$asked = ['path' => $_SERVER['REQUEST_URI'], 'key' => $_SERVER['HTTP_AUTHORIZATION'] ?? null, 'body' => file_get_contents('php://input')];
file_put_contents("$folder/asked", json_encode($asked) . "\n", FILE_APPEND);
$answers = json_decode(file_get_contents("$folder/answers"), true);
$answer = $answers[min(count(file("$folder/asked")), count($answers)) - 1];
usleep((int) (($answer['waitSeconds'] ?? 0) * 1e6));
http_response_code($answer['status']);
header('Content-Type: application/json');
echo is_string($answer['body']) ? $answer['body'] : json_encode($answer['body']);
