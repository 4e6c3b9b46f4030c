"""Asks the two turns of each question, then has DeepEval rate every answer: FILE ANSWER_URL JUDGE_URL SLOTS."""

import asyncio
import json
import sys

from deepeval import evaluate
from deepeval.evaluate import AsyncConfig, DisplayConfig
from deepeval.metrics import GEval
from deepeval.models import LocalModel
from deepeval.test_case import LLMTestCase, SingleTurnParams
from openai import AsyncOpenAI

file, answer_url, judge_url, slots = sys.argv[1:]
with open(file) as read:
    questions = json.load(read)


async def ask():
    client = AsyncOpenAI(base_url=answer_url, api_key="none", max_retries=0)
    free = asyncio.Semaphore(int(slots))

    async def talk(question):
        messages, cases = [], []
        async with free:
            for turn in question["turns"]:
                messages.append({"role": "user", "content": turn})
                reply = await client.chat.completions.create(model="candidate", messages=messages)
                text = reply.choices[0].message.content
                cases.append(LLMTestCase(input=turn, actual_output=text))
                messages.append({"role": "assistant", "content": text})
        return cases

    return [case for cases in await asyncio.gather(*map(talk, questions)) for case in cases]


metric = GEval(
    name="quality",
    evaluation_steps=["Rate how well the answer serves a fair reader who asked the question."],
    evaluation_params=[SingleTurnParams.INPUT, SingleTurnParams.ACTUAL_OUTPUT],
    model=LocalModel(model="judge", base_url=judge_url, api_key="none", temperature=0),
)
evaluate(
    asyncio.run(ask()),
    [metric],
    async_config=AsyncConfig(max_concurrent=int(slots), throttle_value=0),
    display_config=DisplayConfig(show_indicator=False, print_results=False),
)
