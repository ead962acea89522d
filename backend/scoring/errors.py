"""What can be wrong with a table, a model or a wish to train."""

from backend.errors import Invalid, NotFound


class TableUnusable(Invalid):
    """The file cannot be read as a table with a header."""

    code = "table_unusable"


class TargetUnusable(Invalid):
    """The target column cannot be learned from."""

    code = "target_unusable"


class NothingToLearn(Invalid):
    """No column of the table says anything about the target."""

    code = "nothing_to_learn"


class ModelUnusable(Invalid):
    """The file is not a model of this application."""

    code = "model_unusable"


class ModelMissing(NotFound):
    """There is no model in that folder: train one first."""

    code = "model_missing"


class OptionsUnusable(Invalid):
    """The options of training contradict themselves or the table."""

    code = "options_unusable"
