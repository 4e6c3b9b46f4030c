"""MT-Bench's two turns and one judgment of each as a task of Inspect."""

import asyncio
import json
import re

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, get_model
from inspect_ai.scorer import Score, mean, scorer
from inspect_ai.solver import generate, solver

PROMPT = """Rate the last answer from 1 to 10 for a fair reader. End with the rating in this form: [[5]]

{told}"""


@solver
def next_turn():
    async def solve(state, generate):
        state.messages.append(ChatMessageUser(content=state.metadata["second"]))
        return await generate(state)

    return solve


@scorer(metrics=[mean()])
def rated():
    async def rate(messages):
        told = "\n\n".join(f"[{message.role}]\n{message.text}" for message in messages)
        reply = await get_model(role="grader").generate(PROMPT.format(told=told))
        return float(re.findall(r"\[\[(\d+)\]\]", reply.completion)[-1])

    async def score(state, target):
        turns = [message for message in state.messages if message.role != "system"]
        ratings = await asyncio.gather(rate(turns[:2]), rate(turns[:4]))
        return Score(value=sum(ratings) / len(ratings))

    return score


@task
def mt_bench(questions):
    with open(questions) as file:
        rows = json.load(file)
    samples = [
        Sample(id=row["id"], input=row["turns"][0], metadata={"second": row["turns"][1]}) for row in rows
    ]
    return Task(dataset=MemoryDataset(samples), solver=[generate(), next_turn()], scorer=rated())
