using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Catalog;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Catalog;

/// <summary>The fields of a product or customer. Keeps what was typed, whatever becomes of it.</summary>
public sealed partial class CatalogForm : ComponentBase
{
    private static readonly RenderFragment Rates = builder =>
    {
        foreach (var rate in (ReadOnlySpan<string>)["10", "8", "0"])
        {
            builder.OpenElement(0, "option");
            builder.SetKey(rate);
            builder.AddAttribute(1, "value", rate);
            builder.AddContent(2, rate + "%");
            builder.CloseElement();
        }
    };

    private Dictionary<CatalogField, string> _fields = [];
    private Dictionary<CatalogField, CatalogProblem> _problems = [];
    private (Tone Tone, string Title, string? Body)? _banner;
    private object? _shown;
    private string? _focus;
    private bool _saving;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required CatalogMessages Messages { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter, EditorRequired]
    public CatalogSheet Sheet { get; set; } = null!;

    /// <summary>As it is stored; another object shows other values.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<CatalogField, string> Values { get; set; } = null!;

    [Parameter]
    public bool IsNew { get; set; }

    [Parameter, EditorRequired]
    public string BackHref { get; set; } = "";

    /// <summary>Saves the fields; what it answers is shown. On success it has led elsewhere or given other values.</summary>
    [Parameter, EditorRequired]
    public Func<IReadOnlyDictionary<CatalogField, string>, Task<SaveOutcome>> Save { get; set; } = null!;

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_shown, Values))
        {
            _shown = Values;
            _fields = new Dictionary<CatalogField, string>(Values);
            _problems.Clear();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } id)
        {
            _focus = null;
            await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/focus.js");
            await module.InvokeVoidAsync("element", id);
        }
    }

    private void Change(CatalogField field, string text)
    {
        _fields[field] = text;
        _problems.Remove(field);
        _banner = null;
    }

    private async Task SubmitAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        try
        {
            Show(await Save(_fields));
        }
        catch (DbException)
        {
            _banner = (Tone.Danger, Texts[nameof(CatalogText.NotSaved)], Texts[nameof(CatalogText.NotSavedBody)]);
            _focus = "catalog-banner";
        }
        finally
        {
            _saving = false;
        }
    }

    private void Show(SaveOutcome outcome)
    {
        _problems = outcome.Problems.Where(problem => problem.Field is not null).GroupBy(problem => problem.Field!.Value).ToDictionary(group => group.Key, group => group.First());
        _banner = outcome switch
        {
            { Id: not null } => (Tone.Success, Texts[nameof(CatalogText.Saved)].Value, null),
            { Refusal.Code: CatalogErrors.NotFound } => (Tone.Danger, Texts[nameof(CatalogText.NotSaved)].Value, Texts[nameof(CatalogText.NotFound)].Value),
            { Refusal: not null } => (Tone.Danger, Texts[nameof(CatalogText.NotSaved)].Value, Texts[nameof(CatalogText.ChangedByOther)].Value),
            _ => null,
        };
        _focus = _banner is not null ? "catalog-banner" : outcome.Problems is [{ Field: { } first }, ..] ? IdOf(first) : null;
    }

    private string TextOf(CatalogField field) => _fields.GetValueOrDefault(field, "");

    private string? ErrorOf(CatalogField field) => _problems.TryGetValue(field, out var problem) ? Messages.Sentence(Sheet, problem) : null;

    private string? HintOf(CatalogField field) => field == CatalogField.Code ? Texts[IsNew ? nameof(CatalogText.CodeHint) : nameof(CatalogText.CodeFixed)].Value : null;

    private static string? LangOf(CatalogField field) => field == CatalogField.Name ? "ja" : field == CatalogField.NameEnglish ? "en" : null;

    private static string IdOf(CatalogField field) => "catalog-" + field.ToString().ToLowerInvariant();
}
