"""Starts a module of FastChat's llm_judge where torch and transformers are not installed: python ... MODULE [ARGUMENTS].

For models behind a server it takes three names from fastchat.model.model_adapter, which imports both at its top. Those names
stand here instead, so FastChat starts faster and with less memory than a full installation does.
"""

import runpy
import sys
import types


class Anything(types.ModuleType):
    """Whatever is asked of it is a class without content."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__init__": lambda self, *given: None, "__call__": lambda self, function: function})
        setattr(self, name, made)
        return made


def conversation_template(_model):
    from fastchat.conversation import get_conv_template

    return get_conv_template("chatgpt")


sys.modules["torch"] = Anything("torch")
package = Anything("fastchat.model")
package.__path__ = []
adapter = Anything("fastchat.model.model_adapter")
adapter.OPENAI_MODEL_LIST = ["candidate", "gpt-4"]
adapter.ANTHROPIC_MODEL_LIST = []
for module in (package, adapter):
    module.get_conversation_template = conversation_template
sys.modules["fastchat.model"] = package
sys.modules["fastchat.model.model_adapter"] = adapter

module, *arguments = sys.argv[1:]
sys.argv = [module, *arguments]
runpy.run_module(module, run_name="__main__", alter_sys=True)
