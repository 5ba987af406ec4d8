using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>A form over a draft with fields of its own and a choice of many: what is typed stays, an error stands at its field, and nothing is saved twice.</summary>
public abstract class DraftForm<TDraft> : ComponentBase
    where TDraft : class
{
    private TDraft? _shown;

    /// <summary>What stands in the form at first, and again when it becomes another one; what is typed stays otherwise. Null: a new one.</summary>
    [Parameter]
    public TDraft? Draft { get; set; }

    /// <summary>Why it was refused.</summary>
    [Parameter]
    public IReadOnlyList<Error> Errors { get; set; } = [];

    [Parameter, EditorRequired]
    public string SaveText { get; set; } = "";

    [Parameter]
    public EventCallback<TDraft> OnSave { get; set; }

    /// <summary>Buttons left of the saving one.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>What is chosen of the many.</summary>
    protected ISet<string> Chosen { get; } = new HashSet<string>(StringComparer.Ordinal);

    protected bool IsSaving { get; private set; }

    /// <summary>Codes of errors that stand at a field.</summary>
    protected abstract IEnumerable<string> FieldErrors { get; }

    /// <summary>Puts the draft's values into the fields; its choice goes into <see cref="Chosen"/>.</summary>
    /// <returns>The draft's choice.</returns>
    protected abstract IEnumerable<string> Show(TDraft draft);

    protected abstract TDraft Filled();

    protected abstract string Sentence(Error error);

    protected override void OnParametersSet()
    {
        if (Draft is null || ReferenceEquals(Draft, _shown))
        {
            return;
        }

        _shown = Draft;
        Chosen.Clear();
        Chosen.UnionWith(Show(Draft));
    }

    protected void Choose(string one, bool isChosen)
    {
        if (isChosen)
        {
            Chosen.Add(one);
        }
        else
        {
            Chosen.Remove(one);
        }
    }

    /// <summary>The first error of a field; of none of the fields for null.</summary>
    protected string? Of(string[]? codes)
    {
        var found = Errors.FirstOrDefault(error => codes?.Contains(error.Code, StringComparer.Ordinal) ?? !FieldErrors.Contains(error.Code, StringComparer.Ordinal));
        return found is null ? null : Sentence(found);
    }

    protected async Task SaveAsync()
    {
        if (IsSaving)
        {
            return;
        }

        IsSaving = true;
        try
        {
            await OnSave.InvokeAsync(Filled());
        }
        finally
        {
            IsSaving = false;
        }
    }
}
